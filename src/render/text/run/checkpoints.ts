import { safeText } from '../../../model/python-repr.ts';
import { type ListedCheckpoint, missingFrom } from '../../../operations/listing.ts';
import type { CheckpointFile, Run, RunBest, RunJob } from '../../../runs/run.ts';
import type { ColumnName } from '../../listing-columns.ts';
import type { View } from '../../view.ts';
import { wrappedFacts } from '../anatomy/section.ts';
import { elementText } from '../elements.ts';
import { textColumn } from '../listing-cells.ts';
import { table } from '../listing-table.ts';
import { number } from '../units.ts';
import { fitted } from '../width.ts';

const COLUMNS: readonly ColumnName[] = ['path', 'kind', 'epoch', 'step', 'value', 'size', 'age'];

/** The files, a line each, then which of them is the best and which the last. */
export function checkpointLines(run: Run, now: number, view: View): string[] {
  if (run.checkpoints.length === 0) return [];
  const rows = run.checkpoints.map(listed);
  const shown = COLUMNS.map((name) => textColumn(name, rows, { now }));
  const [titles = '', ...lines] = table(shown, {}, view);
  return [
    ...(titles.trim() === '' ? [] : [view.palette.dim(titles)]),
    ...lines.flatMap((line, index) => [line, ...noteLines(rows[index], view)]),
    ...standingLines(run, view.width),
  ];
}

/** What is in the way of reading a checkpoint, or not there of it. */
function noteLines(row: ListedCheckpoint | undefined, { palette, width }: View): string[] {
  if (row === undefined) return [];
  const lead = '  └ ';
  const { error } = row.file;
  if (error !== undefined) {
    return [lead + palette.bad(fitted(safeText(error.finding), width - lead.length))];
  }
  const missing = missingFrom(row);
  if (missing.length === 0) return [];
  const text = `not all of it is there: ${missing.join(', ')}`;
  return [lead + palette.warn(fitted(text, width - lead.length))];
}

/** Which file is the best, and which the last. */
function standingLines({ best, last }: Run, width: number): string[] {
  const lines = [
    ...(best === undefined ? [] : namedLines('best', bestFacts(best), width)),
    ...(best?.instead === undefined
      ? []
      : namedLines('next best', insteadFacts(best.instead), width)),
    ...(last === undefined ? [] : namedLines('last', [safeText(last)], width)),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

function namedLines(name: string, facts: readonly string[], width: number): string[] {
  const lead = `${name}  `;
  return wrappedFacts(facts, width - lead.length).map((line, index) =>
    index === 0 ? lead + line : ' '.repeat(lead.length) + line,
  );
}

function listed(file: CheckpointFile): ListedCheckpoint {
  return { path: file.path, run: '.', file, fileCount: 1 };
}

function bestFacts({ path, recorded, metric, mode, score, epoch }: RunBest): string[] {
  const value = score === undefined ? '' : ` ${scoreText(score)}`;
  const direction = mode === undefined ? '' : ` (${mode})`;
  return [
    path === undefined
      ? `${safeText(recorded.replace(/^.*[/\\]/, ''))}, which is gone`
      : safeText(path),
    ...(metric === undefined ? [] : [`${safeText(metric)}${value}${direction}`]),
    ...(epoch === undefined ? [] : [`epoch ${number(epoch)}`]),
  ];
}

function insteadFacts({ path, score }: NonNullable<RunBest['instead']>): string[] {
  return [safeText(path), scoreText(score)];
}

/** Scores are float32 nearly always: the digits that tell it from other float32. */
function scoreText(score: number): string {
  const dtype = Math.fround(score) === score ? 'float32' : 'float64';
  return elementText({ kind: 'float', value: score }, dtype);
}

/** The jobs of a sweep: what was changed, and what came of it. */
export function jobLines({ jobs }: Run, view: View): string[] {
  return jobs.flatMap((job) => {
    const lead = `${job.number}  `;
    const [first = '', ...more] = wrappedFacts(jobFacts(job), view.width - lead.length);
    const failed =
      job.error === undefined ? [] : [`${view.palette.bad('failed:')} ${safeText(job.error)}`];
    return [
      lead + first,
      ...[...more, ...failed].map((line) => ' '.repeat(lead.length) + fitted(line, view.width)),
    ];
  });
}

function jobFacts({ overrides, checkpoints }: RunJob): string[] {
  const [newest] = [...checkpoints].sort((a, b) => epochOf(b) - epochOf(a));
  const best = checkpoints.find(({ kind }) => kind === 'best') ?? newest;
  const metric = best?.checkpoint?.metric;
  return [
    ...(overrides.length === 0 ? [] : [overrides.map(safeText).join(' ')]),
    ...(checkpoints.length === 0
      ? ['no checkpoints']
      : checkpoints.slice(0, 3).map(({ path }) => safeText(path))),
    ...(checkpoints.length > 3 ? [`${number(checkpoints.length - 3)} more`] : []),
    ...(metric?.value === undefined ? [] : [`${safeText(metric.name)} ${scoreText(metric.value)}`]),
  ];
}

function epochOf({ checkpoint }: CheckpointFile): number {
  return checkpoint?.epoch ?? checkpoint?.step ?? -1;
}
