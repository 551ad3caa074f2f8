/** Values of a training state as text. */
import type { Score } from '../../../frameworks/training-state.ts';
import { pythonFloatRepr, safeText } from '../../../model/python-repr.ts';
import { isKind, type Tensor, type Value } from '../../../model/value.ts';
import type { Training } from '../../../operations/training.ts';
import { describe } from '../describe.ts';
import { elementText } from '../elements.ts';
import { shape } from '../units.ts';

type Scalars = Training['scalars'];

/** A value; a tensor of one element as the number it holds, where that could be read. */
export function valueText(value: Value, scalars: Scalars): string {
  if (isKind(value, 'tensor')) {
    const scalar = scalars.get(value);
    if (scalar !== undefined) return elementText(scalar, value.dtype);
    // Nearly all optimizers keep their state in float32.
    return shape(value.shape) + (value.dtype === 'float32' ? '' : ` ${value.dtype}`);
  }
  return safeText(describe(value));
}

/** A score, a learning rate: a float whatever it was saved as. */
export function scoreText(score: Score | undefined, scalars: Scalars): string | undefined {
  if (score === undefined || score === null) return undefined;
  return typeof score === 'number' ? pythonFloatRepr(score) : tensorText(score, scalars);
}

function tensorText(tensor: Tensor, scalars: Scalars): string {
  const scalar = scalars.get(tensor);
  return scalar === undefined ? 'a tensor' : elementText(scalar, tensor.dtype);
}

/** The number itself, where it is known. */
export function scoreNumber(score: Score | undefined, scalars: Scalars): number | undefined {
  if (score === undefined || score === null) return undefined;
  if (typeof score === 'number') return score;
  const scalar = scalars.get(score);
  if (typeof scalar === 'number') return scalar;
  return isKind(scalar, 'float') ? scalar.value : undefined;
}
