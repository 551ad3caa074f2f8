import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns } from '../../src/render/text/columns.ts';
import { displayWidth, fitted, padded } from '../../src/render/text/width.ts';

const WIDTHS: readonly (readonly [string, number])[] = [
  ['', 0],
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['日本語', 6],
  ['ｱ', 1],
  ['Ａ', 2],
  ['한국', 4],
  ['😀', 2],
  ['a\u200db', 2],
  ['★', 1],
  ['…', 1],
];

describe('the width of a text', () => {
  for (const [text, width] of WIDTHS) {
    it(`${JSON.stringify(text)}: ${width}`, () => expect(displayWidth(text)).toBe(width));
  }
});

const FITTED: readonly (readonly [string, number, string])[] = [
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['abcdef', 1, '…'],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
  ['😀😀', 3, '😀…'],
  ['abc', Number.POSITIVE_INFINITY, 'abc'],
];

describe('a text cut to a width', () => {
  for (const [text, width, wanted] of FITTED) {
    it(`${text} in ${width}: ${wanted}`, () => expect(fitted(text, width)).toBe(wanted));
  }

  it('never is wider, and never splits a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 20 }),
        (text, width) => {
          expect(displayWidth(fitted(text, width))).toBeLessThanOrEqual(width);
          expect(fitted(text, width)).not.toMatch(/\p{Cs}/u);
        },
      ),
    );
  });

  it('is padded on either side', () => {
    expect([padded('日', 4), padded('日', 4, 'right'), padded('abc', 2)]).toEqual([
      ...['日  ', '  日', 'abc'],
    ]);
  });
});

describe('columns', () => {
  const rows = [
    ['name', 'shape', 'size', 'note'],
    ['encoder.weight', '[600, 6807]', '16.3 MB', ''],
    ['b', '[3]', '12 B', 'tied'],
  ];
  const right = { align: 'right', keep: 2 } as const;
  const styles = [{}, { keep: 1 }, right, { keep: 0 }];
  const at = (width: number) => columns(rows, styles, width);

  it('are aligned, and no line ends in blanks', () => {
    expect(at(80)).toEqual([
      'name            shape           size  note',
      'encoder.weight  [600, 6807]  16.3 MB',
      'b               [3]             12 B  tied',
    ]);
  });

  it('are left out where room is short, the least kept first', () => {
    expect(at(41)).toEqual([
      'name            shape           size',
      'encoder.weight  [600, 6807]  16.3 MB',
      'b               [3]             12 B',
    ]);
    expect(at(30)).toEqual([
      'name               size',
      'encoder.weight  16.3 MB',
      'b                  12 B',
    ]);
    expect(at(22)).toEqual(['name', 'encoder.weight', 'b']);
  });

  it('shorten the first where nothing else helps, to no less than can be read', () => {
    expect(at(12)).toEqual(['name', 'encoder.wei…', 'b']);
    expect(at(3)).toEqual(['name', 'encoder…', 'b']);
    expect(columns([['abcdefghijkl', 'x']], [{}, {}], 11)).toEqual(['abcdefg…  x']);
  });

  it('are left out where they are empty', () => {
    expect(
      columns(
        [
          ['a', '', 'b'],
          ['c', '', 'd'],
        ],
        [{}, {}, {}],
        80,
      ),
    ).toEqual(['a  b', 'c  d']);
    expect(columns([['', 'b']], [{}, {}], 80)).toEqual(['b']);
    expect(columns([], [{}], 80)).toEqual([]);
    expect(columns([[], ['a']], [{}], 80)).toEqual(['', 'a']);
  });

  it('are painted without their blanks', () => {
    const paint = (text: string) => `<${text}>`;

    expect(
      columns(
        [
          ['a', 'b'],
          ['ccc', '$&d'],
        ],
        [{ paint }, { paint, align: 'right' }],
        80,
      ),
    ).toEqual(['<a>      <b>', '<ccc>  <$&d>']);
  });

  it('are aligned by what is seen', () => {
    expect(
      columns(
        [
          ['日本', 'x'],
          ['abcd', 'y'],
          ['e\u0301', 'z'],
        ],
        [{}, {}],
        80,
      ),
    ).toEqual([...['日本  x', 'abcd  y', 'e\u0301     z']]);
  });
});
