const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Counts as a line of bars, the tallest for the greatest; a blank for none. */
export function sparkline(counts: readonly number[]): string {
  const most = counts.reduce((greatest, count) => Math.max(greatest, count), 0);
  return counts
    .map((count) => {
      if (count === 0) return ' ';
      // The least there is shows, and only the greatest is full.
      return LEVELS[Math.min(LEVELS.length - 1, Math.floor((count / most) * LEVELS.length))];
    })
    .join('');
}
