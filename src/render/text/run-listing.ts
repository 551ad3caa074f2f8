import { safeText } from '../../model/python-repr.ts';
import type { ListedCheckpoint, ListedRun } from '../../operations/listing.ts';
import { type ColumnName, nameOf } from '../listing-columns.ts';
import type { View } from '../view.ts';
import { age, type CellOptions, counter, textColumn } from './listing-cells.ts';
import { type TextColumn, table } from './listing-table.ts';
import { bytes, count, number } from './units.ts';
import { fitted } from './width.ts';

/** Runs, a line each. */
export function runListingText(
  runs: readonly ListedRun[],
  options: CellOptions,
  view: View,
): string {
  if (runs.length === 0) return 'no checkpoints';
  const [titles = '', ...lines] = table(columnsOf(runs, options), { leastName: 26 }, view);
  return [view.palette.dim(titles), ...lines, summary(runs, view)].join('\n');
}

/** Each goes by the name of a column of checkpoints that is aligned, and left out, as it is to be. */
function columnsOf(runs: readonly ListedRun[], options: CellOptions): TextColumn[] {
  const column = (
    name: ColumnName,
    title: string,
    cell: (run: ListedRun) => string | undefined,
  ): TextColumn => ({ name, title, cells: runs.map(cell) });
  return [
    column('run', '', ({ run }) => safeText(run)),
    column('files', 'count', ({ checkpointCount }) => number(checkpointCount)),
    column('kind', 'best', ({ best }) => best && placeIn(best)),
    scoresOf(runs, options),
    column('step', 'last', ({ last }) => last && placeIn(last)),
    column('size', 'size', ({ byteLength }) => bytes(byteLength)),
    column('age', 'age', ({ modified }) =>
      modified === undefined ? undefined : age(options.now - modified),
    ),
    column('state', 'unreadable', ({ unreadableCount }) =>
      unreadableCount === 0 ? undefined : number(unreadableCount),
    ),
    column('overrides', 'overrides', ({ overrides }) => overrides && safeText(overrides.join(' '))),
  ];
}

/** How far training was: by the epoch, else the step, else the name says it. */
function placeIn(listed: ListedCheckpoint): string {
  const { epoch, step } = listed.file.checkpoint ?? {};
  if (epoch !== undefined) return `epoch ${counter(epoch)}`;
  return step === undefined ? safeText(nameOf(listed)) : `step ${counter(step)}`;
}

function scoresOf(runs: readonly ListedRun[], options: CellOptions): TextColumn {
  const bests = runs.flatMap(({ best }) => best ?? []);
  const { cells, ...column } = textColumn('value', bests, options);
  const texts = new Map(bests.map((best, index) => [best, cells[index]]));
  return { ...column, cells: runs.map(({ best }) => best && texts.get(best)) };
}

function summary(runs: readonly ListedRun[], { palette, width }: View): string {
  const sum = (of: (run: ListedRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const unreadable = sum((run) => run.unreadableCount);
  const facts = [
    `${count(
      sum((run) => run.checkpointCount),
      'checkpoint',
    )} in ${count(runs.length, 'run')}`,
    bytes(sum((run) => run.byteLength)),
    ...(unreadable > 0 ? [`${number(unreadable)} cannot be read`] : []),
  ];
  return palette.dim(fitted(facts.join(' · '), width));
}
