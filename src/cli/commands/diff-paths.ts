import { CkptError } from '../../errors.ts';
import { contentRenames } from '../../operations/diff/content.ts';
import type { Difference, SectionDifference } from '../../operations/diff/difference.ts';
import { compareSides, isSame, sideFacts } from '../../operations/diff/index.ts';
import { compareRuns } from '../../operations/diff/runs.ts';
import type { Side } from '../../operations/diff/side.ts';
import { bytesToCompare, compareValues } from '../../operations/diff-values/index.ts';
import { PathError } from '../../operations/inspect.ts';
import { remarkText } from '../../render/diff/unreadable.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { Interruption } from '../interruption.ts';
import { Progress } from '../progress.ts';
import { reportError } from '../report-error.ts';
import type { DiffOptions } from './diff-options.ts';
import { differenceOutput } from './diff-output.ts';
import { type DiffRequest, diffRequest } from './diff-request.ts';
import { type Target, Targets } from './diff-targets.ts';

/** Compares two checkpoints or runs, or makes a table of more. 0: the same, 1: not, 2: cannot tell. */
export async function diffPaths(
  paths: readonly string[],
  options: DiffOptions,
  host: Host,
): Promise<ExitCode> {
  if (options.git === true) {
    const { diffForGit } = await import('./diff-git.ts');
    return diffForGit(paths, options, host);
  }
  const [first, second, ...more] = paths;
  if (first === undefined || second === undefined) {
    throw new UsageError('diff takes two checkpoints or folders, or more');
  }
  const request = await diffRequest(options);
  if (more.length > 0) {
    const { compareMany } = await import('./diff-many.ts');
    return compareMany(paths, request, host);
  }
  return diffTwo({ path: first }, { path: second }, request, host);
}

export interface Asked {
  readonly path: string;
  /** What to call it, if not by its path. */
  readonly name?: string;
}

export async function diffTwo(
  left: Asked,
  right: Asked,
  request: DiffRequest,
  host: Host,
): Promise<ExitCode> {
  const targets = new Targets(host, request.limits);
  const interruption = new Interruption(host);
  try {
    const [a, b] = await openAll(targets, [left, right], host);
    if (a === undefined || b === undefined) return 2;
    const difference = await differenceOf(a, b, request, host, interruption);
    if (interruption.isInterrupted()) {
      host.err('ckpt: interrupted\n');
      return 130;
    }
    await targets.check();
    for (const text of await differenceOutput(difference, request, host)) host.out(text);
    return reportUnanswered([a, b], host) ? 2 : exitCodeOf(difference);
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    reportError(error, error.place.file, host);
    return 2;
  } finally {
    interruption.end();
    await targets.close();
  }
}

/** All of them, or what keeps one from being read on `err`. */
export async function openAll(
  targets: Targets,
  asked: readonly Asked[],
  host: Host,
): Promise<readonly (Target | undefined)[]> {
  const opened: (Target | undefined)[] = [];
  for (const { path, name } of asked) {
    try {
      opened.push(await targets.open(path, name));
    } catch (error) {
      if (error instanceof PathError) throw new UsageError(`${path}: ${error.message}`);
      if (!(error instanceof CkptError)) throw error;
      reportError(error, path, host);
      opened.push(undefined);
    }
  }
  return opened;
}

/** Says what of folders could not be had. Whether there was anything. */
export function reportUnanswered(targets: readonly Target[], host: Host): boolean {
  const errors = targets.flatMap(({ unanswered = [] }) => unanswered);
  for (const error of errors) reportError(error, error.place.file, host);
  return errors.length > 0;
}

function exitCodeOf(difference: Difference): ExitCode {
  if (!isSame(difference)) return 1;
  const isUnknown = difference.values?.tensors.some(({ values }) => values.status === 'unknown');
  return isUnknown || difference.unreadable.length > 0 ? 2 : 0;
}

/** Fewer bytes are compared before a worker has started. */
const LEAST_BYTES = 2 ** 25;

async function differenceOf(
  a: Target,
  b: Target,
  request: DiffRequest,
  host: Host,
  interruption: Interruption,
): Promise<Difference> {
  const sections: SectionDifference[] = [];
  if (a.run !== undefined && b.run !== undefined) {
    sections.push(...compareRuns(a.run, b.run, request));
  }
  const lacking = [a, b].find(({ side }) => side === undefined);
  if (lacking !== undefined && sections.length === 0) {
    throw new UsageError(`there is no checkpoint in ${lacking.name} to compare`);
  }
  if (a.side !== undefined && b.side !== undefined) {
    sections.push(...(await compared(a.side, b.side, request)));
  }
  const difference: Difference = {
    kind: 'difference',
    version: 1,
    left: factsOf(a),
    right: factsOf(b),
    sections,
    unreadable: [a, b].flatMap(({ side, name }) =>
      side === undefined ? [] : remarkText(side, name),
    ),
  };
  const isWanted = request.values === 'all' || (request.values === 'whether' && isSame(difference));
  if (!isWanted) return difference;
  const total = bytesToCompare(sections);
  const isMuch = request.values === 'all' && total >= LEAST_BYTES;
  const workers = isMuch ? await host.reduceWorkers?.() : undefined;
  const stopListening = host.onInterrupt(() => void workers?.end());
  const progress = new Progress(host, 'comparing', total);
  try {
    const values = await compareValues(sections, {
      ...request.tolerances,
      isCloseSame: request.isCloseSame,
      onlyWhether: request.values === 'whether',
      workers,
      onBytes: progress.add,
      isInterrupted: interruption.isInterrupted,
      turn: interruption.turn,
    });
    return { ...difference, values };
  } finally {
    progress.end();
    stopListening();
    await workers?.end();
  }
}

/** Where names are left over on both sides, their bytes may tell who is who. */
async function compared(
  left: Side,
  right: Side,
  request: DiffRequest,
): Promise<readonly SectionDifference[]> {
  const first = compareSides(left, right, request);
  const isLeft = first.unpaired.some((sets) => sets.left.length > 0 && sets.right.length > 0);
  if (!isLeft) return first.sections;
  const byContent = await contentRenames(first.unpaired);
  return compareSides(left, right, { ...request, byContent }).sections;
}

export function factsOf({ name, side, checkpoint, run }: Target): Difference['left'] {
  const facts =
    side === undefined
      ? { name, title: run?.title ?? '', epoch: undefined, step: undefined, parameterCount: 0 }
      : sideFacts(side, name);
  return checkpoint === undefined ? facts : { ...facts, checkpoint };
}
