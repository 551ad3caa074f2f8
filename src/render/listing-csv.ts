/** A listing as comma-separated values, after RFC 4180 but for the ends of lines, which are `\n`. */
import { pythonFloatRepr, safeText } from '../model/python-repr.ts';
import { type ListedCheckpoint, type ListedRun, scoreOf } from '../operations/listing.ts';
import { type Cell, type ColumnName, cellOf, floatOf, timeText } from './listing-columns.ts';

export const CSV_COLUMNS: readonly ColumnName[] = [
  'path',
  'run',
  'overrides',
  'kind',
  'epoch',
  'step',
  'metric',
  'value',
  'mode',
  'parameters',
  'tensors',
  'optimizer',
  'lr',
  'size',
  'files',
  'time',
  'format',
  'framework',
  'version',
  'state',
  'link',
];

export function csvLine(listed: ListedCheckpoint, columns: readonly ColumnName[]): string {
  return csvRow(columns.map((column) => cellOf(listed, column)));
}

export const CSV_RUN_COLUMNS = [
  'run',
  'overrides',
  'checkpoints',
  'unreadable',
  'best',
  'metric',
  'value',
  'mode',
  'last',
  'size',
  'time',
];

export function csvRunLine(run: ListedRun, metric?: string): string {
  const score = run.best && scoreOf(run.best, metric);
  return csvRow([
    run.run,
    run.overrides?.join(' '),
    run.checkpointCount,
    run.unreadableCount,
    run.best?.path,
    score?.name,
    floatOf(score?.value),
    score?.mode,
    run.last?.path,
    run.byteLength,
    timeText(run.modified),
  ]);
}

export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\n`;
}

/** A spreadsheet takes text that begins so for a formula: a quote before it makes it text again. */
const FORMULA = /^[=+\-@]/;

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return pythonFloatRepr(cell.value);
  const text = safeText(FORMULA.test(cell) ? `'${cell}` : cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
