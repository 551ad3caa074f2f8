import { describe, expect, it } from 'vitest';
import { rankedCheckpoints, sortedCheckpoints } from '../../src/operations/list-order.ts';
import { listed } from '../support/listed.ts';

const loss = (value: number | undefined) => ({ name: 'val_loss', mode: 'min', value }) as const;
const acc = (value: number) => ({ name: 'acc', mode: 'max', value }) as const;

const names = (rows: readonly { readonly path: string }[]) => rows.map(({ path }) => path);

describe('sorted by name', () => {
  it('counts as people do, and depends on nothing else', () => {
    const paths = ['a/epoch=10.ckpt', 'a/epoch=9.ckpt', 'B.ckpt', 'a/epoch=09.ckpt', 'ä.ckpt'];
    const sorted = names(
      sortedCheckpoints(
        paths.map((path) => listed(path)),
        'name',
      ),
    );
    const reversed = paths.toReversed().map((path) => listed(path));
    expect(sorted.indexOf('a/epoch=9.ckpt')).toBeLessThan(sorted.indexOf('a/epoch=10.ckpt'));
    expect(names(sortedCheckpoints(reversed, 'name'))).toEqual(sorted);
  });
});

describe('sorted by a number', () => {
  const rows = [
    listed('a.ckpt', { epoch: 2, step: 100, byteLength: 5, modified: 3 }),
    listed('b.ckpt', { byteLength: undefined, modified: undefined }),
    listed('c.ckpt', { epoch: 10, step: 50, byteLength: 500, modified: 1 }),
    listed('d.ckpt', { epoch: 2.5, step: 100, byteLength: 50, modified: 2 }),
  ];

  const orders = [
    ['epoch', 'cdab'],
    ['step', 'adcb'],
    ['size', 'cdab'],
    ['time', 'adcb'],
  ] as const;
  for (const [order, expected] of orders) {
    it(`${order}: the highest first, equals by name, what has none last`, () => {
      expect(names(sortedCheckpoints(rows, order)).join('')).toBe(
        expected.replaceAll(/./g, '$&.ckpt'),
      );
    });
  }

  it('takes what the name says where the file does not', () => {
    const said = [
      listed('m-epoch=3.ckpt', { error: 'zip-truncated' }),
      listed('a.ckpt', { epoch: 1 }),
    ];
    expect(names(sortedCheckpoints(said, 'epoch'))).toEqual(['m-epoch=3.ckpt', 'a.ckpt']);
  });
});

describe('sorted by score', () => {
  it('has the lowest first where less is better', () => {
    const rows = [1.5, 0.5, 2, -1].map((value) => listed(`${value}`, { metric: loss(value) }));
    expect(names(sortedCheckpoints(rows, 'score'))).toEqual(['-1', '0.5', '1.5', '2']);
  });

  it('has the highest first where more is better', () => {
    const rows = [1.5, 0.5, 2].map((value) => listed(`${value}`, { metric: acc(value) }));
    expect(names(sortedCheckpoints(rows, 'score'))).toEqual(['2', '1.5', '0.5']);
  });

  it('compares no two metrics: the one that most have comes first', () => {
    const rows = [
      listed('a', { metric: acc(0.9) }),
      listed('b', { metric: loss(4) }),
      listed('c', { metric: loss(3) }),
      listed('d'),
    ];
    expect(names(sortedCheckpoints(rows, 'score'))).toEqual(['c', 'b', 'a', 'd']);
  });

  it('puts NaN behind every number, and before what has no score', () => {
    const rows = [
      listed('none'),
      listed('nan', { metric: loss(Number.NaN) }),
      listed('inf', { metric: loss(Number.POSITIVE_INFINITY) }),
      listed('one', { metric: loss(1) }),
    ];
    const sorted = names(sortedCheckpoints(rows, 'score'));
    expect(sorted[0]).toBe('one');
    expect(sorted.at(-1)).toBe('none');
  });

  it('learns from one file which way the metric in the names of others is better', () => {
    const rows = [
      listed('m-val_loss=2.00.ckpt'),
      listed('m-val_loss=1.00.ckpt'),
      listed('last.ckpt', { metric: loss(undefined) }),
    ];
    expect(names(sortedCheckpoints(rows, 'score'))[0]).toBe('m-val_loss=1.00.ckpt');
  });

  it('does not guess which way a metric is better', () => {
    const rows = [listed('b-loss=1.0.ckpt'), listed('a-loss=2.0.ckpt')];
    expect(names(sortedCheckpoints(rows, 'score'))).toEqual(['a-loss=2.0.ckpt', 'b-loss=1.0.ckpt']);
    expect(rankedCheckpoints(rows)).toEqual([]);
    const chosen = rankedCheckpoints(rows, { name: 'loss', mode: 'max' });
    expect(names(chosen)).toEqual(['a-loss=2.0.ckpt', 'b-loss=1.0.ckpt']);
  });

  it('takes the metric that is named in place of the one a file is kept by', () => {
    const rows = [
      listed('x-acc=0.1.ckpt', { metric: loss(1) }),
      listed('y-acc=0.9.ckpt', { metric: loss(2) }),
    ];
    const sorted = sortedCheckpoints(rows, 'score', { name: 'acc', mode: 'max' });
    expect(names(sorted)).toEqual(['y-acc=0.9.ckpt', 'x-acc=0.1.ckpt']);
  });
});
