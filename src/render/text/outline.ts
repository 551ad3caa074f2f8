import { safeText } from '../../model/python-repr.ts';
import { MOST_REPEATS, Repeats } from '../../model/repeats.ts';
import type { NdArray, Tensor } from '../../model/value.ts';
import type { Inspection } from '../../operations/inspect.ts';
import type { Outline, OutlineRow } from '../../operations/outline.ts';
import { byteLengthOfTensor, type ManyLooks } from '../../operations/tensor-list.ts';
import type { View } from '../view.ts';
import { describe, describeFold, elsewhere } from './describe.ts';
import { elementText } from './elements.ts';
import { bytes, number, shape } from './units.ts';
import { displayWidth, fitted, padded } from './width.ts';

const INDENT = '  ';
const GAP = '  ';

/** What is known of tensors beside themselves. */
export type TensorKnowledge = Pick<Inspection, 'scalars' | 'sharing'>;

/** Of a real tree each row is looked into from so many rows above it, and seldom from more. */
const LEVELS = 16;

/** The rows of a tree: names at the left, and what they are aligned among siblings. */
export function outlineText(
  { rows, hidden }: Outline,
  known: TensorKnowledge & Pick<Inspection, 'checkpoint'>,
  view: View,
): string[] {
  const lines: string[] = [];
  const open: OutlineRow[] = [];
  const close = (depth: number) => {
    while (open.length > depth) {
      const more = open.pop()?.hidden ?? 0;
      const indent = INDENT.repeat(open.length + 1);
      if (more > 0) lines.push(view.palette.dim(`${indent}… ${number(more)} more`));
    }
  };
  const repeats = new Repeats(known.checkpoint.file, MOST_REPEATS + LEVELS * rows.length);
  const looks: ManyLooks = { empty: new Set(), onLook: (value) => repeats.values(value) };
  const groups = siblings(rows, widestColumns(view));
  for (const [index, row] of rows.entries()) {
    close(row.depth);
    lines.push(repeats.line(rowText(row, groups[index] ?? NO_COLUMNS, known, looks, view)));
    open.push(row);
  }
  close(0);
  if (hidden > 0) lines.push(view.palette.dim(`… ${number(hidden)} more`));
  return lines;
}

/** How wide the columns of siblings are. */
interface Columns {
  label: number;
  shape: number;
  dtype: number;
  size: number;
}

const NO_COLUMNS: Columns = { label: 0, shape: 0, dtype: 0, size: 0 };
/** A cell that is wider sticks out, and the column does not wait for it. */
function widestColumns({ width }: View): Columns {
  const label = Math.min(Math.max(44, Math.floor(width * 0.55)), 80);
  return { label, shape: 28, dtype: 24, size: 12 };
}

/** The columns of each row’s siblings: rows with the same parent share one object. */
function siblings(rows: readonly OutlineRow[], widest: Columns): Columns[] {
  const open: Columns[] = [];
  return rows.map((row) => {
    open.length = Math.min(open.length, row.depth + 1);
    const columns = open[row.depth] ?? { ...NO_COLUMNS };
    open[row.depth] = columns;
    const cells: Partial<ArrayCells> = isArrayRow(row) ? arrayCells(row) : {};
    for (const [name, text = ''] of [
      ['label', safeText(row.label)],
      ['shape', cells.shape],
      ['dtype', cells.dtype],
      ['size', cells.size],
    ] as const) {
      const width = displayWidth(text);
      if (width <= widest[name]) columns[name] = Math.max(columns[name], width);
    }
    return columns;
  });
}

function rowText(
  row: OutlineRow,
  columns: Columns,
  known: TensorKnowledge,
  looks: ManyLooks,
  { width, palette }: View,
): string {
  const indent = INDENT.repeat(row.depth);
  const room = Math.max(width - indent.length - 12, 12);
  const label = fitted(safeText(row.label), room);
  const padding = ' '.repeat(Math.max(0, Math.min(columns.label, room) - displayWidth(label)));
  const text = isArrayRow(row)
    ? aligned(arrayCells(row, known), columns)
    : row.sameAs !== undefined
      ? `same as ${safeText(row.sameAs)}`
      : safeText(
          row.count > 1
            ? describeFold(row.value, row.count)
            : describe(row.value, row.isOpen, looks),
        );
  const left = width - indent.length - displayWidth(label) - padding.length - GAP.length;
  const painted = row.depth === 0 ? palette.strong(label) : label;
  return `${indent}${painted}${padding}${GAP}${fitted(text, Math.max(left, 8))}`.trimEnd();
}

type ArrayRow = OutlineRow & { value: Tensor | NdArray };

function isArrayRow(row: OutlineRow): row is ArrayRow {
  const { value, sameAs } = row;
  if (sameAs !== undefined || typeof value !== 'object') return false;
  return value?.kind === 'tensor' || value?.kind === 'ndarray';
}

interface ArrayCells {
  readonly shape: string;
  readonly dtype: string;
  readonly size: string;
  readonly note: string;
}

function arrayCells({ value, count }: ArrayRow, known?: TensorKnowledge): ArrayCells {
  const times = count > 1 ? `${number(count)} × ` : '';
  return {
    shape: times + shape(value.shape),
    dtype: safeText(value.dtype),
    size: bytes(count * byteLengthOfTensor(value)),
    note: value.kind === 'tensor' ? tensorNote(value, known) : 'numpy',
  };
}

/** What is special about a tensor; nothing, for most. */
export function tensorNote(tensor: Tensor, known?: Partial<TensorKnowledge>): string {
  const scalar = known?.scalars?.get(tensor);
  const shared = known?.sharing?.get(tensor);
  const notes = [
    scalar === undefined ? '' : `= ${elementText(scalar, tensor.dtype)}`,
    shared === undefined ? '' : `${shared.isTied ? 'tied to' : 'shares'} ${shared.path}`,
    spareStorage(tensor),
    tensor.layout === 'strided' ? '' : tensor.layout,
    tensor.subclass ?? '',
    tensor.conjugate ? 'conjugate view' : '',
    tensor.negative ? 'negative view' : '',
    elsewhere(tensor.device).trim(),
  ];
  return safeText(notes.filter((note) => note !== '').join(', '));
}

/** A small view keeps a large storage in the file: worth a word. */
function spareStorage(tensor: Tensor): string {
  const stored = tensor.storage?.byteLength ?? 0;
  const isSpare = stored >= 1_000_000 && stored > 2 * byteLengthOfTensor(tensor);
  return isSpare ? `view of ${bytes(stored)}` : '';
}

function aligned(cells: ArrayCells, columns: Columns): string {
  return [
    padded(cells.shape, columns.shape),
    padded(cells.dtype, columns.dtype),
    padded(cells.size, columns.size, 'right'),
    cells.note,
  ].join(GAP);
}
