import { median } from './rounds.mjs';

const WIDTHS = [48, 23, 36, 9, 20];

/** One measured question, a line. `met` is undefined where nothing is promised. */
export function printRow({ question, ours, rival, ratio, target = '–', met }) {
  const verdict = met === undefined ? '–' : met ? 'yes' : 'no';
  printCells([question, ours, rival, `${ratio.toFixed(2)}×`, target, verdict]);
}

export function printHeading() {
  printCells(['question', 'ours', 'rival', 'ratio', 'target', 'met']);
}

export function printNotMeasured(question, reason) {
  console.log(`${question.padEnd(WIDTHS[0])}  not measured: ${reason}`);
}

function printCells(cells) {
  console.log(cells.map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0)).join('  '));
}

/** The median, and the least: what it takes when nothing else happens on the machine. */
export function times(seconds) {
  return `${time(median(seconds))} (min ${time(Math.min(...seconds))})`;
}

export function time(seconds) {
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  if (seconds >= 1e-3) return `${(1e3 * seconds).toFixed(1)} ms`;
  return `${(1e6 * seconds).toFixed(2)} µs`;
}

export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** A target on the ratio of ours to the rival’s: at most 0.1 is at least ten times faster. */
export const atMost = (limit, ratio) => ({ target: `at most ${limit}×`, met: ratio <= limit });
