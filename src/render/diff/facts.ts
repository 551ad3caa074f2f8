/** What is said of a section, or a side, in a few words. */
import { safeText } from '../../model/python-repr.ts';
import type { Difference, SectionDifference, SideFacts } from '../../operations/diff/difference.ts';
import { count, magnitude, number } from '../text/units.ts';
import { fittedPath } from '../text/width.ts';

/** `best.ckpt · Lightning 2.6.0 · epoch 435 · step 44,800`. */
export function sideText(side: SideFacts, width = Number.POSITIVE_INFINITY): string {
  const rest = sideFactTexts(side)
    .map((fact) => ` · ${fact}`)
    .join('');
  return fittedPath(safeText(side.name), Math.max(24, width - rest.length)) + rest;
}

export function sideFactTexts(side: SideFacts): string[] {
  const { title, epoch, step, parameterCount, checkpoint } = side;
  return [
    ...(checkpoint === undefined ? [] : [safeText(checkpoint)]),
    safeText(title),
    ...(epoch === undefined ? [] : [`epoch ${number(epoch)}`]),
    ...(step === undefined ? [] : [`step ${number(step)}`]),
    ...(parameterCount === 0 ? [] : [`${magnitude(parameterCount)} parameters`]),
  ];
}

export function sectionFacts(
  section: SectionDifference,
  { left, right, values }: Difference,
): string[] {
  const { name, changes, equalCount } = section;
  const of = (kind: string) =>
    changes.filter((change) => change.kind === kind && !change.isDetail).length;
  const counts = (['changed', 'added', 'removed'] as const).flatMap((kind) => {
    const times = of(kind);
    return times === 0 ? [] : [`${number(times)} ${kind}`];
  });
  const renamed = section.renames.reduce((sum, { pairs }) => sum + pairs.length, 0);
  return [
    ...(name === 'progress' ? apart(left, right) : []),
    ...counts,
    ...(renamed === 0 ? [] : [`${number(renamed)} renamed`]),
    ...(equalCount === 0 ? [] : [`${number(equalCount)} equal`]),
    ...(name === 'weights' && section.pairs.length > 0 && values === undefined
      ? ['values not compared (--values)']
      : []),
  ];
}

/** How far two trainings are from each other: `41 epochs and 3,116 steps apart`. */
function apart(left: SideFacts, right: SideFacts): string[] {
  const between = (a: number | undefined, b: number | undefined, noun: string) => {
    if (a === undefined || b === undefined || a === b) return [];
    return [count(Math.abs(a - b), noun)];
  };
  const parts = [
    ...between(left.epoch, right.epoch, 'epoch'),
    ...between(left.step, right.step, 'step'),
  ];
  return parts.length === 0 ? [] : [`${parts.join(' and ')} apart`];
}
