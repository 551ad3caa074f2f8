import { isContentError } from '../errors.ts';
import { numberOf } from '../frameworks/common/entries.ts';
import type { Score } from '../frameworks/training-state.ts';
import { firstElements } from '../model/first-elements.ts';
import { elementCount, type Tensor } from '../model/value.ts';

/** Values of scalar tensors, each view read once: callbacks share the tensors of their scores. */
export class Scores {
  readonly #values = new Map<Tensor, Promise<number | undefined>>();

  /** `undefined` where the file holds no such number. Throws what its source throws. */
  async valueOf(score: Score | undefined): Promise<number | undefined> {
    if (typeof score === 'number') return score;
    if (score === null || score === undefined) return undefined;
    const known = this.#values.get(score);
    if (known !== undefined) return known;
    const value = readScalar(score);
    this.#values.set(score, value);
    return value;
  }
}

async function readScalar(tensor: Tensor): Promise<number | undefined> {
  if (tensor.shape === null || elementCount(tensor) !== 1) return undefined;
  try {
    return numberOf((await firstElements(tensor, 1))?.values[0]);
  } catch (error) {
    // A score that is damaged is one that is not known; the rest of the file still tells much.
    if (isContentError(error)) return undefined;
    throw error;
  }
}

/** Whether two scores are the same number for sure, without reading either. */
export function isSameScore(left: Score | undefined, right: Score | undefined): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') {
    return left !== undefined && left === right;
  }
  if (left === null || right === null) return false;
  if (left === right) return true;
  return (
    left.storage !== null &&
    left.storage === right.storage &&
    left.storageOffset === right.storageOffset &&
    left.dtype === right.dtype
  );
}
