import type { ColumnName } from '../listing-columns.ts';
import type { View } from '../view.ts';
import { type ColumnStyle, columns } from './columns.ts';
import { middleCut } from './middle-cut.ts';
import { displayWidth } from './width.ts';

const MISSING = '–';

/** A column: its title, and a cell for each row; `undefined` where a row has none. */
export interface TextColumn {
  readonly name: ColumnName;
  readonly title: string;
  readonly cells: readonly (string | undefined)[];
}

/** Columns that are left out where there is no room, the first of these first; `files` is of runs. */
const LEAST_FIRST: readonly ColumnName[] = [
  'version',
  'overrides',
  'state',
  'framework',
  'parameters',
  'age',
  'files',
  'step',
  'size',
  'epoch',
  'value',
  'kind',
];

const NAMES: ReadonlySet<string> = new Set(['file', 'path', 'run']);
const NUMBERS: ReadonlySet<string> = new Set([
  'epoch',
  'step',
  'value',
  'parameters',
  'tensors',
  'lr',
  'size',
  'files',
  'age',
]);

/** A name is not cut shorter than this before columns are left out. */
const LEAST_NAME = 36;
/** Nor shorter than this where no column may be left out. */
const LEAST_AT_ALL = 8;
/** Between two columns. */
const GAP_WIDTH = 2;

export interface TableOptions {
  readonly indent?: string;
  /** Whether no column may be left out. */
  readonly keepsAll?: boolean;
  readonly leastName?: number;
}

/** Titles and rows as lines. A name that is too long is cut in the middle. */
export function table(
  shown: readonly TextColumn[],
  { indent = '', keepsAll = false, leastName = LEAST_NAME }: TableOptions,
  { width, palette }: View,
): string[] {
  const nameColumn = Math.max(
    0,
    shown.findIndex(({ name }) => NAMES.has(name)),
  );
  const styles: ColumnStyle[] = shown.map(({ name }, index) => ({
    ...(NUMBERS.has(name) && { align: 'right' as const }),
    ...(index !== nameColumn && !keepsAll && { keep: LEAST_FIRST.indexOf(name) }),
    ...(name === 'kind' && { paint: (text) => (text === 'best' ? palette.strong(text) : text) }),
  }));
  const texts = shown.map((column, index) =>
    index === nameColumn
      ? texted(column)
      : texted(column).map((text) => middleCut(text, width / 3)),
  );
  const names = texts[nameColumn] ?? [];
  const lines = (most: number) =>
    columns(
      names.map((name, row) =>
        texts.map((cells, column) => {
          const cell = column === nameColumn ? middleCut(name, most) : (cells[row] ?? '');
          return column === 0 ? indent + cell : cell;
        }),
      ),
      styles,
      width,
    );
  const natural = widest(names);
  const least = keepsAll
    ? Math.max(LEAST_AT_ALL, width - widthBeside(texts, nameColumn) - indent.length)
    : Math.min(leastName, width - indent.length);
  if (natural <= least) return lines(natural);
  const narrow = lines(least);
  const spare = width - widest(narrow);
  return spare > 0 ? lines(Math.min(natural, least + spare)) : narrow;
}

/** What the other columns take, with the gaps before and behind them. */
function widthBeside(texts: readonly (readonly string[])[], nameColumn: number): number {
  const others = texts.filter((_, column) => column !== nameColumn).map(widest);
  return others.reduce((sum, one) => sum + (one > 0 ? one + GAP_WIDTH : 0), 0);
}

/** Title and cells; all of them empty, and so not shown, where no row has one. */
function texted({ title, cells }: TextColumn): string[] {
  if (cells.every((cell) => cell === undefined)) return ['', ...cells.map(() => '')];
  return [title, ...cells.map((cell) => cell ?? MISSING)];
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}
