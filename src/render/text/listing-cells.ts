/** The columns of a listing for people. */
import { pythonFloatRepr, safeText } from '../../model/python-repr.ts';
import { type ListedCheckpoint, type Score, scoreOf } from '../../operations/listing.ts';
import { type ColumnName, cellOf, nameOf, timeText } from '../listing-columns.ts';
import { alignedNumbers } from './aligned-numbers.ts';
import type { TextColumn } from './listing-table.ts';
import { bytes, magnitude, number } from './units.ts';

export interface CellOptions {
  /** Milliseconds since 1970: ages are counted from it. */
  readonly now: number;
  /** The metric that was asked for. */
  readonly metric?: string | undefined;
  /** Whether a column of its own has the name of the metric. */
  readonly hasMetricColumn?: boolean;
}

export function textColumn(
  name: ColumnName,
  rows: readonly ListedCheckpoint[],
  options: CellOptions,
): TextColumn {
  if (name === 'value') return scores(rows, options);
  const cells = rows.map((listed) => textOf(name, listed, options));
  const title = name === 'file' || name === 'path' ? '' : name;
  return { name, title, cells };
}

/** Scores of one metric under its name; those of several each with its own. */
function scores(
  rows: readonly ListedCheckpoint[],
  { metric, hasMetricColumn = false }: CellOptions,
): TextColumn {
  const found = rows.map((listed) => scoreOf(listed, metric));
  const names = new Set(found.flatMap((score) => (score?.value === undefined ? [] : score.name)));
  const numbers = numbersByName(found);
  const [first] = names;
  const isOne = names.size === 1 && first !== undefined;
  const title = hasMetricColumn ? 'value' : isOne ? safeText(first) : 'metric';
  const cells =
    isOne || hasMetricColumn
      ? numbers
      : numbers.map((text, index) => text && `${safeText(found[index]?.name ?? '')} ${text}`);
  return { name: 'value', title, cells };
}

/** Digits after the point are those that the values of the same metric need. */
function numbersByName(scores: readonly (Score | undefined)[]): (string | undefined)[] {
  const texts = new Map<Score, string | undefined>();
  const names = new Set(scores.map((score) => score?.name));
  for (const name of names) {
    const same = scores.filter((score) => score !== undefined && score.name === name);
    const numbers = alignedNumbers(same.map((score) => score?.value));
    for (const [index, score] of same.entries()) if (score) texts.set(score, numbers[index]);
  }
  return scores.map((score) => score && texts.get(score));
}

/** Shorter than the words for programs. */
const KINDS: Readonly<Record<string, string | undefined>> = {
  'weights-only': 'weights',
  temporary: 'temp',
  other: undefined,
};

function textOf(
  name: ColumnName,
  listed: ListedCheckpoint,
  { now }: CellOptions,
): string | undefined {
  const { file, path } = listed;
  const { checkpoint } = file;
  switch (name) {
    case 'path':
      return withLink(path, listed);
    case 'file':
      return withLink(nameOf(listed), listed);
    case 'kind':
      return file.kind in KINDS ? KINDS[file.kind] : file.kind;
    case 'epoch':
    case 'step':
      return counter(checkpoint?.[name]);
    case 'parameters':
      return checkpoint?.parameterCount === undefined
        ? undefined
        : magnitude(checkpoint.parameterCount);
    case 'size':
      return file.byteLength === undefined ? undefined : bytes(file.byteLength);
    case 'time':
      return timeText(file.modified)?.slice(0, 16).replace('T', ' ');
    case 'age':
      return file.modified === undefined ? undefined : age(now - file.modified);
    case 'framework':
      return checkpoint?.framework && safeText(checkpoint.framework.title);
    default:
      return plainText(cellOf(listed, name));
  }
}

function plainText(cell: ReturnType<typeof cellOf>): string | undefined {
  if (cell === undefined || cell === '') return undefined;
  if (typeof cell === 'string') return safeText(cell);
  return typeof cell === 'number' ? number(cell) : pythonFloatRepr(cell.value);
}

function withLink(name: string, { file: { link } }: ListedCheckpoint): string {
  return safeText(link === undefined ? name : `${name} → ${link.target}`);
}

/** Whole, but for the epochs of transformers: `2.67`. */
export function counter(value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  return Number.isInteger(value) ? number(value) : value.toFixed(2);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From the largest unit of which there are two or more. */
const AGES = [
  [2 * 365 * DAY, 365 * DAY, 'y'],
  [60 * DAY, 30.4 * DAY, 'mo'],
  [2 * DAY, DAY, 'd'],
  [2 * HOUR, HOUR, 'h'],
  [MINUTE, MINUTE, 'min'],
] as const;

/** `3 d`, `12 min`; a clock that is behind makes nothing older than now. */
export function age(milliseconds: number): string {
  const [, unit, name] = AGES.find(([least]) => milliseconds >= least) ?? [0, 1000, 's'];
  return `${Math.max(0, Math.floor(milliseconds / unit))} ${name}`;
}
