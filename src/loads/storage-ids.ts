/** Ids of storages that make no sense to torch. */
import type { PickleValue } from '../decoders/pickle/value.ts';
import { isUntypedStorage, storageDType } from '../formats/pytorch/dtypes.ts';
import { classOf } from './python-types.ts';
import { type Refusal, raised } from './refusal.ts';

/** An id without the parts that torch unpacks behind the word `storage`, or that is no tuple. */
export function unpackRefusal(id: PickleValue, wanted: number): Refusal | undefined {
  if (typeof id !== 'object' || id?.kind !== 'tuple') {
    const detail = `saved_id must be a tuple, got ${classOf(id) ?? 'object'}`;
    return raised('persistent-id', 'AssertionError', detail);
  }
  const { length } = id.items;
  if (length === wanted + 1) return undefined;
  if (length === 0) return raised('persistent-id', 'IndexError', 'tuple index out of range');
  const detail =
    length - 1 > wanted
      ? `too many values to unpack (expected ${wanted})`
      : `not enough values to unpack (expected ${wanted}, got ${length - 1})`;
  return raised('persistent-id', 'ValueError', detail);
}

/** The legacy stream cannot load what it says of itself: an untyped storage has no dtype there. */
export function untypedRefusal(type: PickleValue | undefined): Refusal | undefined {
  if (typeof type !== 'object' || type?.kind !== 'global' || !isUntypedStorage(type.name)) {
    return undefined;
  }
  const detail = `type object 'torch.storage.${type.name}' has no attribute 'dtype'`;
  return raised('storage', 'AttributeError', detail);
}

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/serialization.py (`register_package`) */
const LOCATION = /^(?:cpu$|cuda|mps|meta|xpu|hpu|mtia|xla|npu|vulkan|privateuseone)/;

/** A device that no torch knows. Whether one that it knows is there, a file cannot tell. */
export function locationRefusal(location: PickleValue | undefined): Refusal | undefined {
  if (typeof location !== 'string' || LOCATION.test(location)) return undefined;
  const detail =
    "don't know how to restore data location of torch.storage.UntypedStorage (tagged with " +
    `${location})`;
  return raised('storage', 'RuntimeError', detail);
}

/** An id of as many parts as torch wants, one of which is of no use to it. */
export function oddIdRefusal(id: PickleValue): Refusal {
  const [, type = null, , location = null] =
    typeof id === 'object' && id?.kind === 'tuple' ? id.items : [];
  const isClass = typeof type === 'object' && type?.kind === 'global';
  if (!isClass || storageDType(type.name) === undefined) {
    const owner = isClass
      ? `type object '${type.module}.${type.name}'`
      : `'${classOf(type) ?? 'object'}' object`;
    return raised('storage', 'AttributeError', `${owner} has no attribute 'dtype'`);
  }
  const detail =
    typeof location === 'string'
      ? 'get_storage_from_record(): incompatible function arguments'
      : "don't know how to restore data location of torch.storage.UntypedStorage";
  return raised('storage', typeof location === 'string' ? 'TypeError' : 'RuntimeError', detail);
}
