/**
 * Sizes, strides and an offset that make no tensor: https://github.com/pytorch/pytorch/blob/v2.13.0/c10/core/TensorImpl.h
 * and https://github.com/pytorch/pytorch/blob/v2.13.0/aten/src/ATen/EmptyTensor.cpp.
 */
import type { PickleValue } from '../decoders/pickle/value.ts';
import { isCount } from '../formats/pytorch/persistent-id.ts';
import { countsOf, integersOf, sizesOf } from '../formats/pytorch/sizes.ts';
import { type Refusal, raised } from './refusal.ts';

const MOST_64 = 2n ** 63n - 1n;

/** How many elements of its storage a tensor spans, from the first; `undefined` where that is left open. */
export function reach(
  offset: PickleValue | undefined,
  size: PickleValue | undefined,
  stride: PickleValue | undefined,
): number | Refusal | undefined {
  const sizes = sizesOf(size);
  const strides = countsOf(stride);
  // What every tensor goes through takes no long integers.
  if (isCount(offset) && sizes !== undefined && strides?.length === sizes.length) {
    if (sizes.includes(0)) return 0;
    return sizes.reduce((sum, each, axis) => sum + (each - 1) * (strides[axis] ?? 0), offset + 1);
  }
  if (typeof offset !== 'number' && typeof offset !== 'bigint') {
    return raised('tensor', 'TypeError', 'set_() received an invalid combination of arguments');
  }
  const long = { sizes: integersOf(size), strides: integersOf(stride) };
  if (long.sizes === undefined || long.strides === undefined) return undefined;
  return longReach(BigInt(offset), long.sizes, long.strides);
}

function longReach(
  offset: bigint,
  sizes: readonly bigint[],
  strides: readonly bigint[],
): number | Refusal {
  const fails = (detail: string) => raised('tensor', 'RuntimeError', detail);
  for (const [name, values] of Object.entries({ size: sizes, stride: strides })) {
    const at = values.findIndex((value) => BigInt.asIntN(64, value) !== value);
    if (at >= 0) {
      const where = `set_(): argument '${name}' failed to unpack the object at pos ${at + 1}`;
      const detail = `${where} with error "Overflow when unpacking long long`;
      return raised('tensor', 'TypeError', detail);
    }
  }
  if (BigInt.asIntN(64, offset) !== offset) {
    return raised('tensor', 'ValueError', 'Overflow when unpacking long long');
  }
  if (sizes.length !== strides.length) {
    return fails(`unequal size length (${sizes.length}) and stride length (${strides.length})`);
  }
  if (offset < 0n) return fails(`Tensor: invalid storage offset ${offset}`);
  if (elementCountOverflows(sizes)) return fails('numel: integer multiplication overflow');
  if (sizes.includes(0n)) return 0;
  const elements = sizes.reduce(
    (sum, size, axis) => sum + (size - 1n) * unsigned(strides[axis] ?? 0n),
    offset + 1n,
  );
  if (elements <= MOST_64) return Number(elements);
  const said = `sizes=[${sizes.join(', ')}] and strides=[${strides.join(', ')}]`;
  return fails(`Storage size calculation overflowed with ${said}`);
}

const unsigned = (value: bigint) => BigInt.asUintN(64, value);

/** torch multiplies from the left, negative sizes as large ones: what is empty first stays so. */
function elementCountOverflows(sizes: readonly bigint[]): boolean {
  let count = 1n;
  for (const size of sizes) {
    count *= unsigned(size);
    if (unsigned(count) !== count) return true;
  }
  return count > MOST_64;
}
