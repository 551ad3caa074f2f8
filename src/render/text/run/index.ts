/** A run on one page: what it was, its configuration, its checkpoints, its metrics, what is missing. */
import { safeText } from '../../../model/python-repr.ts';
import { isKind, type Value } from '../../../model/value.ts';
import type { Run } from '../../../runs/run.ts';
import type { View } from '../../view.ts';
import { pairs, wrappedFacts } from '../anatomy/section.ts';
import { describe } from '../describe.ts';
import { runRemarks } from '../run-remarks.ts';
import { bytes, count, number } from '../units.ts';
import { fitted, fittedPath } from '../width.ts';
import { checkpointLines, jobLines } from './checkpoints.ts';
import { configLines } from './configs.ts';
import { metricLines } from './metrics.ts';

export interface RunTextOptions {
  /** Milliseconds since 1970: ages are counted from it. */
  readonly now: number;
  /** Leave nothing out. */
  readonly all?: boolean;
}

export function runText(run: Run, options: RunTextOptions, view: View): string {
  const { palette, width } = view;
  const parts: Part[] = [
    { title: '', lines: factLines(run, view) },
    ...configLines(run, options.all === true, view),
    { title: 'overrides', lines: wrappedFacts(run.overrides.map(safeText), width - 2) },
    { title: 'checkpoints', lines: checkpointLines(run, options.now, inner(view)) },
    { title: 'jobs', lines: jobLines(run, inner(view)) },
    ...metricLines(run, options.all === true, inner(view)),
    { title: 'logs', lines: logLines(run, inner(view)) },
  ];
  const sections = parts
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, explained = '', lines }) =>
      title === ''
        ? lines.join('\n')
        : [
            palette.strong(title) + (explained === '' ? '' : palette.dim(` · ${explained}`)),
            ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
          ].join('\n'),
    );
  return [headText(run, view), ...sections, ...remarkText(run, view)].join('\n\n');
}

/** A heading, what explains it, and the lines below. */
export interface Part {
  readonly title: string;
  readonly explained?: string;
  readonly lines: readonly string[];
}

function inner(view: View): View {
  return { ...view, width: view.width - 2 };
}

function headText(run: Run, { palette, width }: View): string {
  const all = run.checkpoints;
  const unreadable = all.filter(({ error }) => error !== undefined).length;
  const size = all.reduce((sum, { byteLength = 0, link }) => sum + (link ? 0 : byteLength), 0);
  const facts = [
    all.length === 0 ? 'no checkpoints' : count(all.length, 'checkpoint'),
    ...(run.jobs.length > 0 ? [count(run.jobs.length, 'job')] : []),
    ...(all.length === 0 ? [] : [bytes(size)]),
    ...(unreadable > 0 ? [`${number(unreadable)} cannot be read`] : []),
  ];
  const rest = facts.map((fact) => ` · ${fact}`).join('');
  return [
    palette.strong(fittedPath(safeText(run.path), width)),
    palette.strong(fitted(run.title, width)) + fitted(rest, Math.max(0, width - run.title.length)),
  ].join('\n');
}

function factLines({ facts }: Run, { width }: View): string[] {
  const rows = Array.from(facts, ([name, value]) => {
    return [safeText(name), safeText(factText(value))] as const;
  });
  return pairs(rows, width);
}

/** Names without the quotes that they would have in Python: nobody pastes these back. */
function factText(value: Value): string {
  if (typeof value === 'string') return value;
  if (!isKind(value, 'list') || !value.items.every((item) => typeof item === 'string')) {
    return describe(value);
  }
  return value.items.join(', ');
}

function logLines({ logs }: Run, { width, palette }: View): string[] {
  return logs.flatMap(({ path, byteLength, error }) => [
    fitted(`${safeText(path)}  ${bytes(byteLength)}`, width),
    ...(error === undefined
      ? []
      : [`  ${palette.bad('ends in')} ${fitted(safeText(error), width - 10)}`]),
  ]);
}

function remarkText({ remarks }: Run, { palette }: View): string[] {
  if (remarks.length === 0) return [];
  return [
    runRemarks(remarks)
      .map((text) => `${palette.warn('note:')} ${text}`)
      .join('\n'),
  ];
}
