/** The columns of a listing, by the names that `--columns` takes, with plain values for programs. */
import type { Float } from '../model/value.ts';
import { type ListedCheckpoint, scoreOf, stateOf } from '../operations/listing.ts';

export type Cell = string | number | Float | undefined;

const CELLS = {
  path: ({ path }) => path,
  run: ({ run }) => run,
  overrides: ({ overrides }) => overrides?.join(' '),
  file: nameOf,
  kind: ({ file }) => file.kind,
  epoch: ({ file }) => exactNumber(file.checkpoint?.epoch),
  step: ({ file }) => exactNumber(file.checkpoint?.step),
  metric: (listed) => scoreOf(listed)?.name,
  value: (listed) => floatOf(scoreOf(listed)?.value),
  mode: (listed) => scoreOf(listed)?.mode,
  parameters: ({ file }) => file.checkpoint?.parameterCount,
  tensors: ({ file }) => file.checkpoint?.tensorCount,
  optimizer: ({ file }) => file.checkpoint?.optimizerTypes.join(' '),
  lr: ({ file }) => floatOf(file.checkpoint?.lrs[0]),
  size: ({ file }) => file.byteLength,
  files: ({ fileCount }) => fileCount,
  time: ({ file }) => timeText(file.modified),
  age: ({ file }) => timeText(file.modified),
  format: ({ file }) => file.checkpoint?.format.id,
  framework: ({ file }) => file.checkpoint?.framework?.id,
  version: ({ file }) => file.checkpoint?.framework?.version,
  state: stateOf,
  link: ({ file }) => file.link?.target,
  sha256: ({ sha256 }) => sha256,
  duplicate: ({ duplicateOf }) => duplicateOf,
} satisfies Record<string, (listed: ListedCheckpoint) => Cell>;

export type ColumnName = keyof typeof CELLS;

export function isColumnName(name: string): name is ColumnName {
  return Object.hasOwn(CELLS, name);
}

export const COLUMN_NAMES: readonly string[] = Object.keys(CELLS);

export function cellOf(listed: ListedCheckpoint, column: ColumnName): Cell {
  return CELLS[column](listed);
}

/** The last step of the path; a checkpoint that is a folder keeps its slash. */
export function nameOf({ path }: ListedCheckpoint): string {
  return path.slice(path.lastIndexOf('/', path.length - 2) + 1);
}

/** RFC 3339, in UTC; `undefined` for a time that no calendar has. */
export function timeText(modified: number | undefined): string | undefined {
  if (modified === undefined || !(Math.abs(modified) <= 8.64e15)) return undefined;
  return new Date(modified).toISOString();
}

/** Counters may be fractions, as the epochs of transformers are. */
export function exactNumber(value: number | undefined): number | Float | undefined {
  return value === undefined || Number.isSafeInteger(value) ? value : floatOf(value);
}

export function floatOf(value: number | undefined): Float | undefined {
  return value === undefined ? undefined : { kind: 'float', value };
}
