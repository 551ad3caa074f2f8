/**
 * Runs all `contenders` in turn, again and again, and gives what each gave, a list a contender. Taking
 * turns is what makes a ratio worth something: a machine that is slow for a while is so for all.
 */
export function rounds(count, contenders) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  // The first run of each fills caches.
  for (const run of Object.values(contenders)) run();
  for (let round = 0; round < count; round += 1) {
    for (const [name, run] of Object.entries(contenders)) results[name].push(run());
  }
  return results;
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the ratios within each round, which forgives what a ratio of medians does not. */
export function medianRatio(ours, rivals) {
  return median(ours.map((value, round) => value / rivals[round]));
}
