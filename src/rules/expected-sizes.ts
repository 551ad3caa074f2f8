/** Expected sizes, against those that the weights have. */
import { intOf, numbersOf } from '../frameworks/common/entries.ts';
import type { TrainingState } from '../frameworks/training-state.ts';
import type { Value } from '../model/value.ts';
import { type ExpectedSetting, expectedSettings, typedNumbers } from './expected-settings.ts';
import { countsOtherThings, sizeRole } from './size-names.ts';
import { isRoomFor, sizeByRole } from './size-proof.ts';
import { type SizedHyperparameter, type SizeUse, sizedIn, sizesOf, usesOf } from './sizes.ts';

export interface Misfit {
  readonly name: string;
  readonly expected: number;
  readonly found: number;
  readonly uses: readonly SizeUse[];
  readonly path: string | undefined;
}

/** The sizes that are expected and cannot be had. */
export function misfits(
  training: TrainingState,
  expectations: ReadonlyMap<string, Value>,
): readonly Misfit[] {
  const sized = modelSizes(training);
  return expectedSettings(training, expectations).flatMap((setting) =>
    wantedSizes(setting).flatMap((wanted) => misfitOf(wanted, sized, training) ?? []),
  );
}

/** Whether a setting decides shapes, so that those have to be judged and not the setting. */
export function decidesSizes({ key, recorded }: ExpectedSetting, training: TrainingState): boolean {
  const sizes = sizesOf(training);
  const sized = modelSizes(training);
  const own = sized.filter(({ name }) => name.replace(/\[\d+\]$/, '') === recorded?.name);
  if (own.some((one) => isSize(one, usesOf(one, sizes)))) return true;
  const others = sized.filter((other) => !own.includes(other));
  return sizeByRole(roleOf(key, own[0]), others, sizes) !== undefined;
}

function modelSizes({ hyperparameters }: TrainingState): readonly SizedHyperparameter[] {
  return hyperparameters.filter(({ of }) => of !== 'datamodule').flatMap(sizedIn);
}

interface WantedSize {
  readonly name: string;
  readonly size: number;
}

function wantedSizes({ key, expected, recorded }: ExpectedSetting): readonly WantedSize[] {
  const name = recorded?.name ?? key;
  const single = intOf(expected);
  if (single !== undefined) return [{ name, size: single }];
  const several = typeof expected === 'string' ? typedNumbers(expected) : numbersOf(expected);
  return several.map((size, index) => ({ name: `${name}[${index}]`, size }));
}

function misfitOf(
  { name, size }: WantedSize,
  sized: readonly SizedHyperparameter[],
  training: TrainingState,
): Misfit | undefined {
  const sizes = sizesOf(training);
  const own = sized.find((one) => one.name === name);
  const uses = own === undefined ? [] : usesOf(own, sizes);
  if (own !== undefined && size === own.value && uses.length > 0) return undefined;
  if (own !== undefined && isSize(own, uses)) {
    return { name, expected: size, found: own.value, uses, path: own.path };
  }
  // Without such a hyperparameter, or with one that is wrong itself, the name may still tell.
  const role = roleOf(name, own);
  const others = sized.filter((other) => other !== own);
  const proven = sizeByRole(role, others, sizes);
  if (proven === undefined || isRoomFor({ value: size, role }, proven)) return undefined;
  return { name, expected: size, found: proven.size, uses: proven.uses, path: own?.path };
}

/** Smaller numbers are shared by accident. */
const LEAST_SIZE = 24;

/** A number without a name for sizes is one where more than one tensor has it. */
function isSize({ name, value, role }: SizedHyperparameter, uses: readonly SizeUse[]): boolean {
  if (uses.length === 0 || role !== undefined) return uses.length > 0;
  return value >= LEAST_SIZE && uses.length > 1 && !countsOtherThings(name);
}

function roleOf(key: string, own: SizedHyperparameter | undefined): SizedHyperparameter['role'] {
  return own?.role ?? sizeRole(key.replace(/^.*\./, ''));
}
