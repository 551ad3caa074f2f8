import { displayWidth, fitted, padded } from './width.ts';

/** A row of cells, from the left; a missing cell is empty. */
export type Row = readonly string[];

export interface ColumnStyle {
  readonly align?: 'right';
  /** Columns with a lower number go first where the line is too long; without one, never. */
  readonly keep?: number;
  readonly paint?: (text: string) => string;
}

const GAP = '  ';

/**
 * Rows as lines, cells aligned in columns. Where `width` does not suffice, columns are left out by
 * `keep`, then the first is shortened.
 */
export function columns(
  rows: readonly Row[],
  styles: readonly ColumnStyle[],
  width: number,
): string[] {
  const widths = styles.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(row[column] ?? '')), 0),
  );
  const shown = styles.map((_, column) => column).filter((column) => (widths[column] ?? 0) > 0);
  const total = () =>
    shown.reduce((sum, column) => sum + (widths[column] ?? 0) + GAP.length, -GAP.length);
  while (total() > width) {
    const least = shown
      .filter((column) => styles[column]?.keep !== undefined)
      .sort((a, b) => (styles[a]?.keep ?? 0) - (styles[b]?.keep ?? 0))[0];
    if (least === undefined) break;
    shown.splice(shown.indexOf(least), 1);
  }
  const [first = 0] = shown;
  const excess = total() - width;
  if (excess > 0) widths[first] = Math.max(8, (widths[first] ?? 0) - excess);
  return rows.map((row) => line(row, shown, widths, styles));
}

function line(
  row: Row,
  shown: readonly number[],
  widths: readonly number[],
  styles: readonly ColumnStyle[],
): string {
  const last = shown.findLast((column) => (row[column] ?? '') !== '') ?? 0;
  const cells: string[] = [];
  for (const column of shown) {
    if (column > last) break;
    const { align, paint = same } = styles[column] ?? {};
    const width = widths[column] ?? 0;
    const cell = fitted(row[column] ?? '', width);
    // Nothing is padded behind the last cell, so that no line ends in blanks.
    const space = column === last && align !== 'right' ? cell : padded(cell, width, align);
    cells.push(cell.trim() === '' ? space : space.replace(cell, () => paint(cell)));
  }
  return cells.join(GAP);
}

const same = (text: string) => text;
