import { describe, expect, it } from 'vitest';
import { COLUMN_NAMES, isColumnName } from '../../src/render/listing-columns.ts';
import { CSV_COLUMNS, csvLine, csvRow } from '../../src/render/listing-csv.ts';
import { listed } from '../support/listed.ts';

describe('comma-separated values', () => {
  const cells: readonly (readonly [Parameters<typeof csvRow>[0][number], string])[] = [
    [undefined, ''],
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', 'two\\nlines'],
    ['\u001b[31m', '\\x1b[31m'],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['+1', "'+1"],
    ['@cmd', "'@cmd"],
    ['-x', "'-x"],
    [-1, '-1'],
    [{ kind: 'float', value: -2 }, '-2.0'],
    [{ kind: 'float', value: Number.NaN }, 'nan'],
    [12_345_678, '12345678'],
  ];
  for (const [cell, text] of cells) {
    it(JSON.stringify(cell) ?? 'nothing', () => expect(csvRow([cell])).toBe(`${text}\n`));
  }

  it('has exact values, and a cell for each column', () => {
    const row = listed('r/a.ckpt', {
      epoch: 1.5,
      step: 106_820,
      byteLength: 101_977_157,
      modified: 1_761_344_103_000,
      lrs: [1.5625e-5, 0.1],
      optimizerTypes: ['Adam'],
      metric: { name: 'val_loss', mode: 'min', value: 1064.78 },
    });
    const names = ['epoch', 'step', 'size', 'time', 'lr', 'optimizer', 'metric', 'value', 'mode'];
    expect(csvLine(row, names.filter(isColumnName))).toBe(
      '1.5,106820,101977157,2025-10-24T22:15:03.000Z,1.5625e-05,Adam,val_loss,1064.78,min\n',
    );
    expect(csvLine(row, CSV_COLUMNS).split(',')).toHaveLength(CSV_COLUMNS.length);
    expect(COLUMN_NAMES).toEqual(expect.arrayContaining([...CSV_COLUMNS]));
  });

  it('leaves out a time that no calendar has', () => {
    expect(csvLine(listed('a.ckpt', { modified: Number.MAX_VALUE }), ['time'])).toBe('\n');
  });
});
