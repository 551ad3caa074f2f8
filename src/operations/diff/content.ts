/** Tensors that have another name on the other side and the very same bytes. */
import { isContentError } from '../../errors.ts';
import { isContiguous, storedElements } from '../../model/tensor-bytes.ts';
import { elementCountOf, type NdArray, type Tensor } from '../../model/value.ts';
import { compareTensors } from '../diff-values/compare-tensors.ts';
import { byteLengthOfTensor } from '../tensor-list.ts';
import type { FoundRenames, Unpaired } from './renames.ts';
import type { UnpairedSets } from './weights.ts';

/** More than this is not read to find names: 256 MiB. */
const MOST_BYTES = 2 ** 28;
/** Tensors whose beginnings differ are not read further. */
const BEGINNING = 4096;
/** One zero is as good as another: so short tensors say nothing by what is in them. */
const LEAST_ELEMENTS = 4;

type Partners = ReadonlyMap<Unpaired['of'], Unpaired['of']>;

/** Reads what is needed to tell which of the unpaired are the same, and gives a way to pair them. */
export async function contentRenames(
  unpaired: readonly UnpairedSets[],
): Promise<(left: readonly Unpaired[], right: readonly Unpaired[]) => FoundRenames> {
  const partners = new Map<Unpaired['of'], Unpaired['of']>();
  let budget = MOST_BYTES;
  for (const { left, right } of unpaired) {
    const [a, b] = [await byBeginning(left), await byBeginning(right)];
    for (const [key, ones] of a) {
      const [first, ...more] = ones;
      const [other, ...others] = b.get(key) ?? [];
      // Of several that begin alike none can be told from the others.
      if (first === undefined || other === undefined || more.length + others.length > 0) continue;
      budget -= byteLengthOfTensor(first.of.tensor) + byteLengthOfTensor(other.of.tensor);
      if (budget < 0) break;
      if (await isSameContent(first.of.tensor, other.of.tensor)) partners.set(first.of, other.of);
    }
  }
  return (left, right) => pairedBy(partners, left, right);
}

async function isSameContent(left: Tensor | NdArray, right: Tensor | NdArray): Promise<boolean> {
  const { status } = await compareTensors(left, right, { atol: 0, rtol: 0, onlyWhether: true });
  return status === 'equal';
}

/** Tensors by their look and their first bytes; those that begin with one value only have no place. */
async function byBeginning(tensors: readonly Unpaired[]): Promise<Map<string, Unpaired[]>> {
  const found = new Map<string, Unpaired[]>();
  for (const one of tensors) {
    const beginning = await beginningOf(one.of.tensor);
    if (beginning === undefined) continue;
    const key = `${one.look} ${beginning}`;
    const same = found.get(key);
    if (same === undefined) found.set(key, [one]);
    else same.push(one);
  }
  return found;
}

async function beginningOf(tensor: Tensor | NdArray): Promise<string | undefined> {
  const elements = storedElements(tensor);
  if (elements === undefined || elements.packed) return undefined;
  const { shape, strides, storageOffset, elementBytes, source } = elements;
  const count = elementCountOf(shape);
  if (count < LEAST_ELEMENTS || !isContiguous(shape, strides)) return undefined;
  try {
    const start = storageOffset * elementBytes;
    const bytes = await source.read(start, start + Math.min(BEGINNING, count * elementBytes));
    const isOneValue = bytes.every((byte, index) => byte === bytes[index % elementBytes]);
    return isOneValue ? undefined : String.fromCharCode(...bytes);
  } catch (error) {
    // What is broken is nobody’s other name.
    if (isContentError(error)) return undefined;
    throw error;
  }
}

function pairedBy(
  partners: Partners,
  left: readonly Unpaired[],
  right: readonly Unpaired[],
): FoundRenames {
  const rights = new Map(right.map((one) => [one.of, one]));
  const pairs = left.flatMap((one) => {
    const other = partners.get(one.of);
    const found = other && rights.get(other);
    return found === undefined ? [] : [{ left: one, right: found }];
  });
  return {
    pairs,
    renames: pairs.map((pair) => ({
      from: pair.left.of.name,
      to: pair.right.of.name,
      by: 'content',
      pairs: [[pair.left.of.name, pair.right.of.name]],
    })),
  };
}
