import { describe, expect, it } from 'vitest';
import { bestOfRuns, byteLengthOf, runsOf } from '../../src/operations/list-runs.ts';
import { listed } from '../support/listed.ts';

const loss = (value: number) => ({ name: 'val_loss', mode: 'min', value }) as const;

const ROWS = [
  listed('a/epoch=1.ckpt', { epoch: 1, step: 10, metric: loss(1), modified: 5 }),
  listed('a/epoch=2.ckpt', { epoch: 2, step: 20, metric: loss(2), modified: 9 }),
  listed('a/broken.ckpt', { error: 'zip-truncated', byteLength: 7, modified: undefined }),
  listed('b/best.pt', { epoch: 3, kind: 'best' }),
  listed('b/epoch_9.pt', { epoch: 9 }),
  listed('c/state.pt'),
];

const paths = (rows: readonly { readonly path: string }[]) => rows.map(({ path }) => path);

describe('the best of each run', () => {
  it('is the one called so, else the one with the best score; a run may have none', () => {
    expect(paths(bestOfRuns(ROWS))).toEqual(['a/epoch=1.ckpt', 'b/best.pt']);
  });

  it('is by the metric named, where one is, whatever is called the best', () => {
    const rows = [
      listed('a/best-acc=0.5.ckpt', { kind: 'best' }),
      listed('a/epoch=2-acc=0.7.ckpt'),
      listed('b/epoch=1.ckpt'),
    ];
    expect(paths(bestOfRuns(rows, { name: 'acc', mode: 'max' }))).toEqual([
      'a/epoch=2-acc=0.7.ckpt',
    ]);
    expect(paths(bestOfRuns(rows, { name: 'acc' }))).toEqual([]);
  });

  it('is the best scored of several that are called so', () => {
    const rows = [3, 1, 2].map((value) =>
      listed(`a/best-v${value}.ckpt`, { kind: 'best', metric: loss(value) }),
    );
    expect(paths(bestOfRuns(rows))).toEqual(['a/best-v1.ckpt']);
  });

  it('is never one that cannot be read', () => {
    expect(bestOfRuns([listed('a/best.ckpt', { kind: 'best', error: 'empty' })])).toEqual([]);
  });
});

describe('runs in a row each', () => {
  const [a, b, c, ...more] = runsOf(ROWS);

  it('count, and know their first and last', () => {
    expect(more).toEqual([]);
    expect(a).toMatchObject({ run: 'a', checkpointCount: 3, unreadableCount: 1, modified: 9 });
    expect([a?.best?.path, a?.last?.path]).toEqual(['a/epoch=1.ckpt', 'a/epoch=2.ckpt']);
    expect([b?.best?.path, b?.last?.path]).toEqual(['b/best.pt', 'b/epoch_9.pt']);
    expect([c?.best, c?.last?.path]).toEqual([undefined, 'c/state.pt']);
  });

  it('take the file called last for the last, wherever the others got', () => {
    const rows = [listed('a/last.ckpt', { epoch: 1 }), listed('a/epoch=5.ckpt', { epoch: 5 })];
    expect(runsOf(rows)[0]?.last?.path).toBe('a/last.ckpt');
  });

  it('are as large as their files, and the largest first if that is the order', () => {
    const rows = [
      listed('a/1.ckpt', { byteLength: 60 }),
      listed('b/1.ckpt', { byteLength: 50 }),
      listed('b/2.ckpt', { byteLength: 40 }),
    ];
    expect(runsOf(rows, 'size').map(({ run, byteLength }) => [run, byteLength])).toEqual([
      ['b', 90],
      ['a', 60],
    ]);
  });
});

it('a link takes no room', () => {
  const link = { target: 'b.ckpt', leadsTo: 'file' } as const;
  const rows = [listed('a.ckpt', { byteLength: 5 }), listed('l.ckpt', { byteLength: 5, link })];
  expect(byteLengthOf(rows)).toBe(5);
});
