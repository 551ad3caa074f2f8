import { type ListOrder, rankedCheckpoints, sortedCheckpoints } from './list-order.ts';
import type { ListedCheckpoint, ListedRun, MetricChoice } from './listing.ts';

/** The checkpoints of each run, runs in the order of their first. */
export function byRun(
  checkpoints: readonly ListedCheckpoint[],
): Map<string, readonly ListedCheckpoint[]> {
  const runs = new Map<string, ListedCheckpoint[]>();
  for (const listed of checkpoints) {
    const others = runs.get(listed.run);
    if (others === undefined) runs.set(listed.run, [listed]);
    else others.push(listed);
  }
  return runs;
}

/** The best checkpoint of each run that has one: by the metric named, or the one it is kept by. */
export function bestOfRuns(
  checkpoints: readonly ListedCheckpoint[],
  metric?: MetricChoice,
): ListedCheckpoint[] {
  return Array.from(byRun(checkpoints).values(), (run) => bestOf(run, metric)).filter(
    (best) => best !== undefined,
  );
}

function bestOf(
  run: readonly ListedCheckpoint[],
  metric?: MetricChoice,
): ListedCheckpoint | undefined {
  const files = run.filter(({ file }) => file.checkpoint !== undefined);
  const [first] = rankedCheckpoints(files, metric);
  if (metric !== undefined) return first;
  const called = files.filter(({ file }) => file.kind === 'best');
  return rankedCheckpoints(called)[0] ?? called[0] ?? first;
}

/** Each run in one row, in the order of its first checkpoint, or by its size if that is the order. */
export function runsOf(
  checkpoints: readonly ListedCheckpoint[],
  order?: ListOrder,
  metric?: MetricChoice,
): ListedRun[] {
  const runs = Array.from(byRun(checkpoints), ([run, files]) => {
    const best = bestOf(files, metric);
    const last = lastOf(files);
    const times = files.flatMap(({ file }) => file.modified ?? []);
    return {
      run,
      ...(files[0]?.overrides && { overrides: files[0].overrides }),
      checkpointCount: files.length,
      unreadableCount: files.filter(({ file }) => file.error !== undefined).length,
      ...(best !== undefined && { best }),
      ...(last !== undefined && { last }),
      byteLength: byteLengthOf(files),
      modified: times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b)),
    };
  });
  return order === 'size' ? runs.sort((a, b) => b.byteLength - a.byteLength) : runs;
}

/** The file named as the last, else the one that got furthest. */
function lastOf(files: readonly ListedCheckpoint[]): ListedCheckpoint | undefined {
  const readable = files.filter(({ file }) => file.checkpoint !== undefined);
  const last = readable.find(({ file }) => file.kind === 'last');
  if (last !== undefined) return last;
  const [furthest] = sortedCheckpoints(readable, 'step');
  const [latest] = sortedCheckpoints(readable, 'epoch');
  return furthest?.file.checkpoint?.step === undefined ? latest : furthest;
}

/** Bytes on the disk: a link takes none. */
export function byteLengthOf(files: readonly ListedCheckpoint[]): number {
  return files.reduce(
    (sum, { file }) => sum + (file.link === undefined ? (file.byteLength ?? 0) : 0),
    0,
  );
}
