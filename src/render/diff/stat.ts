import type { Difference, SectionDifference } from '../../operations/diff/difference.ts';
import { isSame } from '../../operations/diff/index.ts';
import { count, number } from '../text/units.ts';
import { significant } from './values.ts';

/** One line: `hyperparameters ~2 · weights -3 +1 >12 · 10 of 12 tensors differ`. */
export function statText(difference: Difference): string {
  const parts = [
    ...difference.sections.flatMap((section) => {
      const marks = marksOf(section);
      return marks === '' ? [] : [`${section.name} ${marks}`];
    }),
    ...valuesPart(difference),
  ];
  if (isSame(difference) && parts.length === 0) return 'no differences';
  return parts.join(' · ');
}

function marksOf({ changes, renames }: SectionDifference): string {
  const of = (kind: string) => changes.filter((change) => change.kind === kind && !change.isDetail);
  const renamed = renames.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const counts = [
    ['~', of('changed').length],
    ['-', of('removed').length],
    ['+', of('added').length],
    ['>', renamed],
  ] as const;
  const hidden =
    changes.some(({ isDetail }) => isDetail) && counts.every(([, times]) => times === 0);
  if (hidden) return `~${changes.length}`;
  return counts
    .filter(([, times]) => times > 0)
    .map(([mark, times]) => `${mark}${number(times)}`)
    .join(' ');
}

function valuesPart({ values }: Difference): string[] {
  if (values === undefined) return [];
  const differing = values.tensors.filter((one) => one.values.status === 'differ').length;
  const of = `${number(differing)} of ${count(values.tensors.length, 'tensor')}`;
  const [most] = values.modules;
  const where =
    most?.relativeL2 === undefined ? '' : `, most ${most.name} (${significant(most.relativeL2)})`;
  return [`values: ${of} differ${where}`];
}
