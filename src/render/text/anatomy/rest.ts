/** Progress, precision, random state, versions, and what no other section has. */
import type { Part } from '../../../frameworks/training-state.ts';
import { pythonFloatRepr, safeText } from '../../../model/python-repr.ts';
import type { Training } from '../../../operations/training.ts';
import type { View } from '../../view.ts';
import { describe } from '../describe.ts';
import { number } from '../units.ts';
import { inside, pairs, partLines, type Section, wrappedFacts } from './section.ts';
import { scoreText } from './values.ts';

export function progressSections(
  { state, scalars }: Training,
  view: View,
  full: boolean,
): Section[] {
  const { progress } = state;
  const { epoch, step, recordedEpoch, recordedStep, nextEpoch, isMidEpoch, best, parts } = progress;
  const counted = (title: string, value: number | undefined, recorded: number | undefined) => {
    // The header has the counters, but not what the file makes of them.
    if (value === undefined || (recorded === undefined && !full)) return [];
    const inFile = recorded === undefined ? '' : ` (${number(recorded)} in the file)`;
    return [`${title} ${number(value)}${inFile}`];
  };
  const facts = [
    ...counted('epoch', epoch, recordedEpoch),
    ...counted('step', step, recordedStep),
    ...(isMidEpoch === true ? ['saved within an epoch'] : []),
    ...(nextEpoch === undefined ? [] : [`goes on with epoch ${number(nextEpoch)}`]),
    ...perEpoch(progress.batchesPerEpoch, 'batches'),
    ...perEpoch(progress.stepsPerEpoch, 'steps'),
    ...(best !== undefined && full
      ? [`best ${safeText(best.metric)} ${scoreText(best.value, scalars)}`]
      : []),
  ];
  if (facts.length === 0) return [];
  const { width } = inside(view);
  const lines = wrappedFacts(facts, width);
  const places = full ? ['', ...placeLines(parts, width)] : [];
  return [{ name: 'progress', title: 'progress', facts: [], lines: [...lines, ...places] }];
}

function perEpoch(times: number | undefined, unit: string): string[] {
  return times === undefined ? [] : [`${number(times)} ${unit} an epoch`];
}

export function otherSections({ state }: Training, view: View, full: boolean): Section[] {
  const { precision, randomState, versions, extra } = state;
  const { width } = inside(view);
  const scales = precision.map(({ path, scale, value }) => {
    const text =
      scale === undefined ? safeText(describe(value)) : `loss scale ${pythonFloatRepr(scale)}`;
    return [safeText(path), text] as const;
  });
  const versionRows = Array.from(
    versions,
    ([name, version]) => [safeText(name), safeText(version)] as const,
  );
  const sections: Section[] = [
    { name: 'precision', title: 'precision', facts: [], lines: pairs(scales, width) },
    {
      name: 'random-state',
      title: 'random state',
      facts: [],
      lines: full
        ? placeLines(randomState, width)
        : wrappedFacts(
            randomState.map(({ name }) => safeText(name)),
            width,
          ),
    },
    {
      name: 'versions',
      title: 'versions',
      facts: [],
      lines: pairs(versionRows, width),
    },
    { name: 'extra', title: 'everything else', facts: [], lines: placeLines(extra, width) },
  ];
  // The header has the version of the framework.
  const isSaid = ({ name }: Section) => name === 'versions' && versions.size === 1 && !full;
  return sections.filter((section) => section.lines.length > 0 && !isSaid(section));
}

/** By path: parts of several places have the same names. */
function placeLines(parts: readonly Part[], width: number): string[] {
  return partLines(
    parts.map((part) => ({ ...part, name: part.path })),
    width,
  );
}
