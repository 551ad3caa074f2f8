import { inNaturalOrder } from '../runs/natural-order.ts';
import { type ListedCheckpoint, type MetricChoice, scoreOf } from './listing.ts';

export type ListOrder = 'name' | 'score' | 'epoch' | 'step' | 'size' | 'time';

/**
 * Sorted: names as a person counts, everything else with what one looks for first: the best, the furthest,
 * the largest, the newest. What has no such value comes last, by name.
 */
export function sortedCheckpoints(
  checkpoints: readonly ListedCheckpoint[],
  order: ListOrder,
  metric?: MetricChoice,
): ListedCheckpoint[] {
  const keys = order === 'score' ? scoreKeys(checkpoints, metric) : undefined;
  const keyOf = {
    name: () => [],
    score: (listed: ListedCheckpoint) => keys?.get(listed) ?? [],
    epoch: ({ file }: ListedCheckpoint) => [file.checkpoint?.epoch ?? file.fileName.epoch],
    step: ({ file }: ListedCheckpoint) => [file.checkpoint?.step ?? file.fileName.step],
    size: ({ file }: ListedCheckpoint) => [file.byteLength],
    time: ({ file }: ListedCheckpoint) => [file.modified],
  }[order];
  // Sorting is stable: what has the same key stays in the order of names.
  return inNaturalOrder(checkpoints, ({ path }) => path)
    .map((listed) => ({ listed, key: keyOf(listed) }))
    .sort((a, b) => descending(a.key, b.key))
    .map(({ listed }) => listed);
}

/** Those whose scores can be compared with others, the best first. */
export function rankedCheckpoints(
  checkpoints: readonly ListedCheckpoint[],
  metric?: MetricChoice,
): ListedCheckpoint[] {
  const keys = scoreKeys(checkpoints, metric);
  return sortedCheckpoints([...keys.keys()], 'score', metric);
}

type Key = readonly (number | undefined)[];

/** The higher first, number by number; what is missing or no number is below all. */
function descending(a: Key, b: Key): number {
  for (const [index, left] of a.entries()) {
    const [x, y] = [sortable(left), sortable(b[index])];
    if (x !== y) return x > y ? -1 : 1;
  }
  return b.length - a.length;
}

function sortable(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}

/**
 * Scores of one metric can be compared and those of two cannot: the metric that most have comes first.
 * Where nothing says whether higher is better, there is no order.
 */
function scoreKeys(
  checkpoints: readonly ListedCheckpoint[],
  metric: MetricChoice | undefined,
): Map<ListedCheckpoint, Key> {
  const modes = modesOf(checkpoints);
  const counts = new Map<string, number>();
  const scored = checkpoints.flatMap((listed) => {
    const score = scoreOf(listed, metric?.name);
    const mode = metric?.mode ?? score?.mode ?? modes.get(score?.name ?? '');
    if (score?.value === undefined || mode === undefined) return [];
    counts.set(score.name, (counts.get(score.name) ?? 0) + 1);
    return [{ listed, name: score.name, value: mode === 'max' ? score.value : -score.value }];
  });
  const ranked = [...inNaturalOrder(counts, ([name]) => name)].sort((a, b) => b[1] - a[1]);
  const ranks = new Map(ranked.map(([name], rank) => [name, -rank]));
  return new Map(scored.map(({ listed, name, value }) => [listed, [ranks.get(name), value]]));
}

/** Which way each metric is better, as any of the checkpoints says; a name tells no mode of its own. */
function modesOf(checkpoints: readonly ListedCheckpoint[]): Map<string, 'min' | 'max'> {
  const modes = new Map<string, 'min' | 'max'>();
  for (const { file } of checkpoints) {
    const { name, mode } = file.checkpoint?.metric ?? {};
    if (name !== undefined && mode !== undefined && !modes.has(name)) modes.set(name, mode);
  }
  return modes;
}
