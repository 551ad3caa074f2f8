import { describe, expect, it } from 'vitest';
import type { ListedCheckpoint } from '../../src/operations/listing.ts';
import { alignedNumbers } from '../../src/render/text/aligned-numbers.ts';
import { type ListingTextOptions, listingText } from '../../src/render/text/listing.ts';
import { age } from '../../src/render/text/listing-cells.ts';
import { middleCut } from '../../src/render/text/middle-cut.ts';
import { displayWidth } from '../../src/render/text/width.ts';
import { PLAIN } from '../../src/render/view.ts';
import { listed } from '../support/listed.ts';

const DAY = 86_400_000;

function table(
  rows: readonly ListedCheckpoint[],
  { width = 100, ...options }: Partial<ListingTextOptions> & { readonly width?: number } = {},
): string[] {
  return listingText(rows, { now: 3 * DAY, ...options }, { width, palette: PLAIN }).split('\n');
}

const loss = (value: number | undefined) => ({ name: 'val_loss', mode: 'min', value }) as const;

describe('a listing', () => {
  it('has folders as headings, with what the job was started with', () => {
    const rows = [
      listed('o/10-00/logs/a.ckpt', { run: 'o/10-00', overrides: ['lr=0.1', 'seed=1'], epoch: 1 }),
      listed('o/10-00/logs/b.ckpt', { run: 'o/10-00', overrides: ['lr=0.1', 'seed=1'], epoch: 12 }),
    ];
    expect(table(rows)).toEqual([
      '          epoch    size  age  parameters',
      'o/10-00/logs · lr=0.1 seed=1',
      '  a.ckpt      1  1.0 kB  3 d           4',
      '  b.ckpt     12  1.0 kB  3 d           4',
      '2 checkpoints in 1 run · 2.0 kB',
    ]);
  });

  it('has whole paths where each is alone in its folder and there is room', () => {
    const rows = [listed('a/last.ckpt'), listed('b/last.ckpt')];
    expect(table(rows)[1]).toMatch(/^a\/last\.ckpt {2}last/);
    expect(table(rows, { width: 40 }).slice(1, 3)).toEqual([
      'a',
      expect.stringMatching(/^ {2}last/),
    ]);
  });

  it('names the metric in the title where there is one, else beside each value', () => {
    const one = [listed('r/a.ckpt', { metric: loss(1.5) }), listed('r/b.ckpt')];
    expect(table(one)[0]).toMatch(/val_loss/);
    expect(table(one)[3]).toMatch(/–/);
    const two = [...one, listed('r/c.ckpt', { metric: { name: 'acc', value: 88.84 } })];
    expect(table(two).join('\n')).toMatch(/metric[\s\S]*val_loss 1\.5[\s\S]*acc 88\.84/);
  });

  it('says what is wrong below the row, unless a column does', () => {
    const rows = [
      listed('r/a.ckpt', { error: 'zip-truncated' }),
      listed('r/b.ckpt', { anomalies: ['missing-shard', 'unused-storages'] }),
      listed('r/c.ckpt', { duplicateOf: 'r/b.ckpt' }),
    ];
    const text = table(rows).join('\n');
    expect(text).toContain('\n    └ it is broken');
    expect(text).toContain('\n    └ not all of it is there: missing-shard\n');
    expect(text).toContain('\n    └ the same bytes as r/b.ckpt');
    expect(text).toContain('1 cannot be read · 1 incomplete · 1 duplicate of 1.0 kB');
    const columns = table(rows, { columns: ['file', 'state', 'duplicate'] }).join('\n');
    expect(columns).toMatch(/a\.ckpt +zip-truncated[\s\S]*b\.ckpt +incomplete[\s\S]*r\/b\.ckpt/);
    expect(columns).not.toContain('└');
  });

  it('has the columns asked for, however narrow the terminal', () => {
    const rows = [listed('r/some-long-name-of-a-checkpoint.ckpt', { epoch: 3, step: 1234 })];
    const [titles = '', row = ''] = table(rows, { columns: ['step', 'path', 'epoch'], width: 30 });
    expect(titles).toMatch(/^ +step +epoch$/);
    expect(row).toMatch(/^1,234 {2}.+….+ {2} +3$/);
    expect(displayWidth(row)).toBeLessThanOrEqual(30);
  });

  it('shows a link with where it leads, and counts its bytes nowhere', () => {
    const link = { target: 'epoch=3.ckpt', leadsTo: 'file' } as const;
    const rows = [listed('r/epoch=3.ckpt'), listed('r/last.ckpt', { link })];
    expect(table(rows).join('\n')).toContain('last.ckpt → epoch=3.ckpt');
    expect(table(rows).at(-1)).toBe('2 checkpoints in 1 run · 1.0 kB');
  });
});

describe('numbers below each other', () => {
  const cases: readonly (readonly [(number | undefined)[], (string | undefined)[]])[] = [
    [
      [1064.78, 1066.104],
      ['1064.780', '1066.104'],
    ],
    [
      [1, 2],
      ['1', '2'],
    ],
    [
      [0.1 + 0.2, undefined],
      ['0.3', undefined],
    ],
    [
      [0.123456, 10],
      ['0.1235', '10.0000'],
    ],
    [
      [1.2345678e-5, 0.5],
      ['1.235e-05', '0.5'],
    ],
    [
      [0, -0.5],
      ['0.0', '-0.5'],
    ],
    [
      [Number.NaN, Number.POSITIVE_INFINITY, 1.5],
      ['nan', 'inf', '1.5'],
    ],
    [
      [1e300, 2],
      ['1e+300', '2'],
    ],
    [[], []],
  ];
  for (const [values, texts] of cases) {
    it(JSON.stringify(texts), () => expect(alignedNumbers(values)).toEqual(texts));
  }
});

describe('a name cut in the middle', () => {
  it('keeps its end, where names differ', () => {
    const name = 'multi-vae-epoch=435-val_loss=1064.7800.ckpt';
    expect(middleCut(name, 43)).toBe(name);
    expect(middleCut(name, 21)).toBe('multi-va…64.7800.ckpt');
  });

  it('is as wide as allowed at most, also of wide characters and without room', () => {
    for (const name of ['模型检查点文件的名字.ckpt', 'x'.repeat(50), '👩‍👩‍👧family.ckpt', '']) {
      for (let width = 1; width < 30; width += 1) {
        expect(displayWidth(middleCut(name, width))).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe('an age', () => {
  const cases: readonly (readonly [number, string])[] = [
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [2 * 3_600_000 - 1, '119 min'],
    [2 * 3_600_000, '2 h'],
    [2 * DAY, '2 d'],
    [59 * DAY, '59 d'],
    [70 * DAY, '2 mo'],
    [800 * DAY, '2 y'],
  ];
  for (const [milliseconds, text] of cases) {
    it(text, () => expect(age(milliseconds)).toBe(text));
  }
});
