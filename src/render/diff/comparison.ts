/** More than two checkpoints as a table. */
import { safeText } from '../../model/python-repr.ts';
import type { Value } from '../../model/value.ts';
import type { Comparison, ComparisonRow } from '../../operations/diff/comparison.ts';
import { code } from '../markdown-text.ts';
import { objectOf } from '../plain-object.ts';
import { type PlainObject, PlainTree } from '../plain-tree.ts';
import { columns } from '../text/columns.ts';
import { describe } from '../text/describe.ts';
import { count } from '../text/units.ts';
import { fitted, fittedPath, padded } from '../text/width.ts';
import type { View } from '../view.ts';
import { sideText } from './facts.ts';

const WIDEST_NAME = 32;
const NARROWEST_CELL = 10;

export function comparisonText(
  { columns: sides, rows }: Comparison,
  all: boolean,
  view: View,
): string {
  const { palette, width } = view;
  const shown = all ? rows : rows.filter(({ agrees }) => !agrees);
  const legend = sides.map((side, index) => {
    const letter = letterOf(index);
    return `${palette.strong(letter)}  ${fitted(sideText(side, width - letter.length - 2), width - letter.length - 2)}`;
  });
  const cellWidth = Math.max(
    NARROWEST_CELL,
    Math.floor((width - Math.min(WIDEST_NAME, longestName(shown)) - 2) / sides.length) - 2,
  );
  const agreeing = rows.length - rows.filter(({ agrees }) => !agrees).length;
  const rest =
    agreeing === 0 || all ? [] : [palette.dim(`${count(agreeing, 'row')} the same in all (--all)`)];
  const verdict = shown.length === 0 && !all ? ['no differences in what the table holds'] : [];
  return [
    ...legend,
    '',
    ...tableLines(shown, sides.length, cellWidth, view),
    ...rest,
    ...verdict,
  ].join('\n');
}

function longestName(rows: readonly ComparisonRow[]): number {
  return rows.reduce((longest, { name }) => Math.max(longest, name.length + 2), 0);
}

function tableLines(
  rows: readonly ComparisonRow[],
  sideCount: number,
  cellWidth: number,
  { palette, width }: View,
): string[] {
  if (rows.length === 0) return [];
  const letters = Array.from({ length: sideCount }, (_, index) => letterOf(index));
  const cells: string[][] = [['', ...letters]];
  const titles: number[] = [];
  let section = '';
  for (const row of rows) {
    if (row.section !== section) {
      section = row.section;
      titles.push(cells.length);
      cells.push([section]);
    }
    const texts = row.values.map((value) =>
      fitted(value === undefined ? '–' : textOf(row, value), cellWidth),
    );
    cells.push([padded(`  ${fittedPath(safeText(row.name), WIDEST_NAME - 2)}`, 1), ...texts]);
  }
  const styles = [{}, ...letters.map((_, index) => (index < 2 ? {} : { keep: sideCount - index }))];
  return columns(cells, styles, width).map((line, index) =>
    index === 0 || titles.includes(index) ? palette.strong(line.trimEnd()) : line.trimEnd(),
  );
}

function textOf({ section }: ComparisonRow, value: Value): string {
  return typeof value === 'string' && section !== 'hyperparameters'
    ? safeText(value)
    : safeText(describe(value));
}

/** A, B, ... Z, AA, AB. */
function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}

export function comparisonReport({ columns: sides, rows }: Comparison): PlainObject {
  const trees = sides.map(({ name }) => new PlainTree({ file: name }));
  return objectOf({
    kind: 'comparison',
    version: 1,
    columns: sides.map(({ name, checkpoint, title, epoch, step, parameterCount }) =>
      objectOf({ name, checkpoint, title, epoch, step, parameterCount }),
    ),
    rows: rows.map(({ section, name, values, agrees }) =>
      objectOf({
        section,
        name,
        agrees,
        values: values.map((value, index) => {
          const plain = value === undefined ? undefined : trees[index]?.of(value);
          return plain === undefined ? objectOf({}) : objectOf({ value: plain });
        }),
      }),
    ),
  });
}

export function comparisonMarkdown({ columns: sides, rows }: Comparison, all: boolean): string {
  const shown = all ? rows : rows.filter(({ agrees }) => !agrees);
  const letters = sides.map((_, index) => letterOf(index));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    ...sides.map((side, index) => `- ${letters[index]}: ${code(sideText(side))}`),
    '',
    line(['', ...letters]),
    line(['---', ...letters.map(() => '---')]),
    ...shown.map((row) =>
      line([
        code(row.name),
        ...row.values.map((value) => (value === undefined ? '–' : code(textOf(row, value)))),
      ]),
    ),
  ].join('\n');
}
