import { safeText } from '../../../model/python-repr.ts';
import type { Inspection } from '../../../operations/inspect.ts';
import { dtypeCounts } from '../../../operations/tensor-list.ts';
import type { Training } from '../../../operations/training.ts';
import { ownWeights } from '../../../operations/weights.ts';
import type { View } from '../../view.ts';
import { bytes, count, magnitude, number } from '../units.ts';
import { fitted, fittedPath } from '../width.ts';
import { typeText } from './optimizers.ts';
import { wrappedFacts } from './section.ts';
import { scoreText } from './values.ts';

/** The file, what it is, how far training was, and what there is to go on with. */
export function anatomyHeader(
  report: Inspection,
  training: Training,
  { palette, width }: View,
): string[] {
  const { checkpoint } = report;
  const { framework } = training.state;
  const { writer, notes = [] } = checkpoint.format;
  const version = framework.version === undefined ? '' : ` ${safeText(framework.version)}`;
  const title = fitted(`${framework.title}${version} checkpoint`, width);
  const facts = [
    ...framework.notes,
    ...(writer === undefined ? [] : [writer]),
    ...notes.slice(0, 1),
    bytes(checkpoint.byteLength),
  ];
  const rest = facts.map((fact) => ` · ${safeText(fact)}`).join('');
  return [
    palette.strong(fittedPath(safeText(checkpoint.file), width)),
    palette.strong(title) + fitted(rest, Math.max(0, width - title.length)),
    ...wrappedFacts([...progressFacts(training), ...contentFacts(training, report)], width),
    ...resumeText(training).map((line) => fitted(line, width)),
  ];
}

function progressFacts({ state: { progress }, scalars }: Training): string[] {
  const { epoch, step, stepsPerEpoch, best } = progress;
  const rate = stepsPerEpoch === undefined ? '' : ` (${number(stepsPerEpoch)} an epoch)`;
  return [
    ...(epoch === undefined ? [] : [`epoch ${number(epoch)}`]),
    ...(step === undefined ? [] : [`step ${number(step)}${rate}`]),
    ...(best === undefined
      ? []
      : [`best ${safeText(best.metric)} ${scoreText(best.value, scalars)}`]),
  ];
}

function contentFacts({ state }: Training, { tensorCount, weights }: Inspection): string[] {
  const tensors = ownWeights(state).flatMap((set) => set.tensors);
  if (tensors.length === 0) {
    return tensorCount === 0 ? ['no tensors'] : [count(tensorCount, 'tensor'), 'no weights'];
  }
  const dtypes = dtypeCounts(tensors.map(({ tensor }) => tensor));
  const shown = dtypes
    .slice(0, 3)
    .map(({ dtype, count: times }) =>
      dtypes.length === 1 ? safeText(dtype) : `${safeText(dtype)} (${number(times)})`,
    );
  return [`${magnitude(weights.parameterCount)} parameters`, shown.join(', ')];
}

/** What training could go on with. Whether it would is another question. */
function resumeText({ state }: Training): string[] {
  const { weights, optimizers, schedulers, precision, randomState } = state;
  // A file of one part, as of the random state alone, is made for neither.
  if (weights.length === 0) return [];
  if (optimizers.length === 0) return ['no optimizer state: made to be loaded, not resumed'];
  const has = [
    ...optimizers.map((optimizer) => typeText(optimizer) ?? 'an optimizer'),
    ...schedulers.map(({ type }) => safeText(type ?? 'a scheduler')),
    ...(precision.length > 0 ? ['loss scale'] : []),
    ...(randomState.length > 0 ? ['random state'] : []),
  ];
  return [`to resume with: ${has.join(', ')}`];
}
