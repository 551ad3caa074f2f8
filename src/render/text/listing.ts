import { safeText } from '../../model/python-repr.ts';
import { byRun, byteLengthOf } from '../../operations/list-runs.ts';
import { type ListedCheckpoint, missingFrom } from '../../operations/listing.ts';
import type { ColumnName } from '../listing-columns.ts';
import type { View } from '../view.ts';
import { type CellOptions, textColumn } from './listing-cells.ts';
import { type TextColumn, table } from './listing-table.ts';
import { bytes, count, number } from './units.ts';
import { displayWidth, fitted } from './width.ts';

export interface ListingTextOptions extends CellOptions {
  /** In place of the usual ones; they are not left out where the terminal is narrow. */
  readonly columns?: readonly ColumnName[] | undefined;
}

/** From the left. What is least worth goes first where there is no room. */
const USUAL: readonly ColumnName[] = [
  'kind',
  'epoch',
  'step',
  'value',
  'size',
  'age',
  'parameters',
  'framework',
  'version',
];

const INDENT = '  ';

/** The checkpoints, a line each, under their folders; those that are alone there with the whole path. */
export function listingText(
  rows: readonly ListedCheckpoint[],
  options: ListingTextOptions,
  view: View,
): string {
  if (rows.length === 0) return 'no checkpoints';
  const folders = byFolder(rows);
  const isAlone = folders.size === rows.length && leavesRoom(rows, view);
  const isFlat = options.columns !== undefined || isAlone;
  const ordered = isFlat ? rows : [...folders.values()].flat();
  const names = options.columns ?? [isFlat ? 'path' : 'file', ...USUAL];
  const hasMetricColumn = names.includes('metric');
  const all = names.map((name) => textColumn(name, ordered, { ...options, hasMetricColumn }));
  const hasHeadings = !isFlat && !(folders.size === 1 && folders.has(''));
  const indent = hasHeadings ? INDENT : '';
  const [titles = '', ...lines] = table(
    all,
    {
      indent,
      keepsAll: options.columns !== undefined,
      ...(isAlone && { leastName: Number.POSITIVE_INFINITY }),
    },
    view,
  );
  const out = titles.trim() === '' ? [] : [view.palette.dim(titles)];
  let folder: string | undefined;
  for (const [index, listed] of ordered.entries()) {
    const own = folderOf(listed.path);
    if (hasHeadings && own !== folder) out.push(heading(listed, own, view));
    folder = own;
    out.push(lines[index] ?? '', ...notes(listed, indent, all, view));
  }
  return [...out, summary(rows, view)].join('\n');
}

/** What the columns that say most need beside a path. */
const COLUMNS_WIDTH = 32;

/** Whether whole paths leave room for more. */
function leavesRoom(rows: readonly ListedCheckpoint[], { width }: View): boolean {
  return rows.every(({ path }) => displayWidth(path) + COLUMNS_WIDTH <= width);
}

function byFolder(rows: readonly ListedCheckpoint[]): Map<string, ListedCheckpoint[]> {
  const folders = new Map<string, ListedCheckpoint[]>();
  for (const listed of rows) {
    const folder = folderOf(listed.path);
    const others = folders.get(folder);
    if (others === undefined) folders.set(folder, [listed]);
    else others.push(listed);
  }
  return folders;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/', path.length - 2)));
}

/** The run, where in it the files lie, and what the job was started with. */
function heading(
  { run, overrides }: ListedCheckpoint,
  folder: string,
  { palette, width }: View,
): string {
  const isInside = folder.startsWith(`${run}/`);
  const main = fitted(safeText(folder === '' || isInside ? run : folder), width);
  const room = width - displayWidth(main);
  const inside = isInside ? folder.slice(run.length) : '';
  const started = overrides === undefined ? '' : ` · ${overrides.join(' ')}`;
  const rest = room > 1 ? fitted(safeText(inside + started), room) : '';
  return palette.strong(main) + palette.dim(rest);
}

/** What is wrong with a checkpoint, or which other one it is. */
function notes(
  listed: ListedCheckpoint,
  indent: string,
  columns: readonly TextColumn[],
  { palette, width }: View,
): string[] {
  const { file, duplicateOf } = listed;
  const missing = missingFrom(listed);
  const has = (column: ColumnName) => columns.some(({ name }) => name === column);
  const lead = `${indent}${INDENT}└ `;
  const line = (text: string, paint: (text: string) => string) =>
    lead + paint(fitted(safeText(text), width - lead.length));
  return [
    ...(file.error === undefined || has('state') ? [] : [line(file.error.finding, palette.bad)]),
    ...(missing.length === 0 || has('state')
      ? []
      : [line(`not all of it is there: ${missing.join(', ')}`, palette.warn)]),
    ...(duplicateOf === undefined || has('duplicate')
      ? []
      : [line(`the same bytes as ${duplicateOf}`, palette.dim)]),
  ];
}

function summary(rows: readonly ListedCheckpoint[], { palette, width }: View): string {
  const unreadable = rows.filter(({ file }) => file.error !== undefined).length;
  const incomplete = rows.filter((listed) => missingFrom(listed).length > 0).length;
  const duplicates = rows.filter(({ duplicateOf }) => duplicateOf !== undefined);
  const facts = [
    `${count(rows.length, 'checkpoint')} in ${count(byRun(rows).size, 'run')}`,
    bytes(byteLengthOf(rows)),
    ...(unreadable > 0 ? [`${number(unreadable)} cannot be read`] : []),
    ...(incomplete > 0 ? [`${number(incomplete)} incomplete`] : []),
    ...(duplicates.length > 0
      ? [`${count(duplicates.length, 'duplicate')} of ${bytes(byteLengthOf(duplicates))}`]
      : []),
  ];
  return palette.dim(fitted(facts.join(' · '), width));
}
