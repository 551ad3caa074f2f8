import { childPath, entriesOf, entry, partsOf } from '../../frameworks/common/entries.ts';
import { countOf } from '../../frameworks/lightning/loops.ts';
import type { Part } from '../../frameworks/training-state.ts';
import { isKind, type Value } from '../../model/value.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** What is counted of one thing, in the order in which it goes up. */
const COUNTERS = ['ready', 'started', 'processed', 'completed'] as const;

/** Counters of Lightning lie no deeper below a loop. */
const DEEPEST = 6;

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/loops/progress.py */
export const impossibleCounters = defineRule({
  id: 'progress/impossible-counters',
  summary: 'Nothing was completed more often than it was begun',
  severity: 'warning',
  questions: ['resume'],
  needs: ['fitLoop', 'training'],

  *find({ training: { progress } }) {
    const loops = progress.parts.filter(({ value }) => isKind(value, 'mapping'));
    const seen = new Set<Value>();
    const wrong = loops.flatMap((loop) => wrongIn(loop, 0, seen));
    if (wrong.length > 0) yield { path: wrong[0], data: examplesOf(wrong) };
  },

  message: (paths) =>
    `counters that no training could have: ${exampleText(paths)}; the file was edited, and resuming goes by them`,
  cure: () => 'resume from another checkpoint of the run',
});

/** Paths of what counts wrongly. A dict that a hostile file has many times is looked at once. */
function wrongIn({ path, value }: Part, depth: number, seen: Set<Value>): string[] {
  if (depth > DEEPEST || !isKind(value, 'mapping') || seen.has(value)) return [];
  seen.add(value);
  const total = entry(value, 'total');
  const current = entry(value, 'current');
  const both = [
    ...(isOrdered(total) ? [] : [childPath(path, 'total')]),
    ...(isOrdered(current) ? [] : [childPath(path, 'current')]),
  ];
  if (both.length > 0) return both;
  // Validation counts anew each time it runs.
  if (!path.includes('val_loop') && isExceeded(total, current)) return [path];
  return partsOf(value, path).flatMap((part) => wrongIn(part, depth + 1, seen));
}

function isOrdered(tracker: Value | undefined): boolean {
  const counts = COUNTERS.map((name) => countOf(entry(tracker, name))).filter(
    (count) => count !== undefined,
  );
  const [first = 0, ...rest] = counts;
  // A file that was brought from before 1.6 has only its last counter filled in.
  if (first === 0 && rest.slice(0, -1).every((count) => count === 0)) return true;
  return rest.every((count, index) => count <= (counts[index] ?? 0));
}

/** Whether there was more since the last beginning than there was at all. */
function isExceeded(total: Value | undefined, current: Value | undefined): boolean {
  if (entriesOf(total).size === 0 || isFilledIn(total)) return false;
  return COUNTERS.some((name) => {
    const [all, now] = [countOf(entry(total, name)), countOf(entry(current, name))];
    return all !== undefined && now !== undefined && now > all;
  });
}

function isFilledIn(tracker: Value | undefined): boolean {
  return countOf(entry(tracker, 'ready')) === 0;
}
