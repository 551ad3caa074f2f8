import type { PickleObject, PickleValue } from '../../decoders/pickle/value.ts';
import { elementCountOf } from '../../model/value.ts';
import { tupleItems } from '../python/interpreter.ts';
import { isCount } from './persistent-id.ts';

/** Sizes whose product is a safe number: a tuple, list or torch.Size. */
export function sizesOf(pickled: PickleValue | undefined): readonly number[] | undefined {
  const sizes = countsOf(pickled);
  return sizes && Number.isSafeInteger(elementCountOf(sizes)) ? sizes : undefined;
}

/** Sizes or strides. The strides of axes of one element may be anything. */
export function countsOf(pickled: PickleValue | undefined): readonly number[] | undefined {
  const items = listed(pickled);
  return items?.every(isCount) ? items : undefined;
}

/** Sizes or strides, possible ones or not. */
export function integersOf(pickled: PickleValue | undefined): readonly bigint[] | undefined {
  const items = listed(pickled);
  if (items === undefined) return undefined;
  const integers: bigint[] = [];
  for (const item of items) {
    if (typeof item !== 'number' && typeof item !== 'bigint') return undefined;
    integers.push(BigInt(item));
  }
  return integers;
}

function listed(pickled: PickleValue | undefined): readonly PickleValue[] | undefined {
  return itemsOf(isSize(pickled) ? tupleItems(pickled.args)?.[0] : pickled);
}

function isSize(pickled: PickleValue | undefined): pickled is PickleObject {
  if (typeof pickled !== 'object' || pickled?.kind !== 'object') return false;
  const { callee, effects } = pickled;
  if (typeof callee !== 'object' || callee?.kind !== 'global') return false;
  return effects === undefined && callee.module === 'torch' && callee.name === 'Size';
}

function itemsOf(pickled: PickleValue | undefined): readonly PickleValue[] | undefined {
  if (typeof pickled !== 'object' || pickled === null) return undefined;
  return pickled.kind === 'tuple' || pickled.kind === 'list' ? pickled.items : undefined;
}
