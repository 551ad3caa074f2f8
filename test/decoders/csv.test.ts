import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvDecoder } from '../../src/decoders/csv.ts';
import { refusalOf } from '../support/errors.ts';

function rows(pieces: readonly string[], rowLength = 1000): (readonly string[])[] {
  const decoder = new CsvDecoder({ file: 'f', rowLength });
  return [...pieces.flatMap((piece) => [...decoder.push(piece)]), ...decoder.end()];
}

describe('CsvDecoder', () => {
  it.each<readonly [string, readonly (readonly string[])[]]>([
    ['', []],
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\rb\r', [['a'], ['b']]],
    [
      'a,,\n,\n',
      [
        ['a', '', ''],
        ['', ''],
      ],
    ],
    ['a\n\n\r\nb\n', [['a'], ['b']]],
    ['"a,b","c""d","e\r\nf"\n', [['a,b', 'c"d', 'e\r\nf']]],
    ['""\n', [['']]],
    ['"",""', [['', '']]],
    ['a"b"c,"d"e\n', [['a"b"c', 'de']]],
    ['a,b,c\n1\n1,2,3,4\n', [['a', 'b', 'c'], ['1'], ['1', '2', '3', '4']]],
    ['"no end\n1,2', [['no end\n1,2']]],
    [' a , b \n', [[' a ', ' b ']]],
  ])('%j, however it is cut', (text, expected) => {
    expect(rows([text])).toEqual(expected);
    expect(rows([...text])).toEqual(expected);
  });

  it('reads what is written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é') });
    const table = fc.array(fc.array(cell, { minLength: 1 }), { maxLength: 5 });
    fc.assert(
      fc.property(table, fc.nat(), (cells, cut) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = cells.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
        const at = cut % (text.length + 1);
        expect(rows([text.slice(0, at), text.slice(at)])).toEqual(cells);
      }),
    );
  });

  it('gives a row as soon as it is complete, and keeps no more than one', () => {
    const decoder = new CsvDecoder({ file: 'f', rowLength: 10 });

    expect([...decoder.push('a,b\nc')]).toEqual([['a', 'b']]);
    for (let index = 0; index < 100; index += 1) {
      expect([...decoder.push('c\nc')]).toEqual([['cc']]);
    }
    expect(refusalOf(() => [...decoder.push('"0123456789')])).toMatchObject({
      error: 'LimitError',
      kind: 'csv/long-row',
    });
  });
});
