import { isContentError } from '../../errors.ts';
import { endOf, storedElements } from '../../model/tensor-bytes.ts';
import { elementCountOf } from '../../model/value.ts';
import type { ListedTensor } from '../tensor-list.ts';
import type { Damage } from './verify.ts';

type Reason = Pick<Damage, 'kind' | 'file' | 'finding'>;

/** Tensors whose elements are not where they should be: the storage is gone, or too short. */
export function unreachableTensors(tensors: readonly ListedTensor[], file: string): Damage[] {
  const damages = new Map<string, Reason & { readonly tensors: string[] }>();
  for (const listed of tensors) {
    const reason = unreachable(listed, file);
    if (reason === undefined) continue;
    const key = `${reason.kind}\0${reason.file}`;
    const known = damages.get(key);
    if (known === undefined) damages.set(key, { ...reason, tensors: [listed.path] });
    else known.tensors.push(listed.path);
  }
  return [...damages.values()];
}

function unreachable({ tensor }: ListedTensor, file: string): Reason | undefined {
  if (tensor.kind === 'tensor' && tensor.storage?.source === null) {
    const { device, byteLength } = tensor.storage;
    if (device === 'meta' || byteLength === 0) return undefined;
    return { kind: 'missing-storage', file, finding: 'the bytes are not there' };
  }
  const elements = storedElements(tensor);
  if (elements === undefined || elementCountOf(elements.shape) === 0) return undefined;
  try {
    endOf(elements);
    return undefined;
  } catch (error) {
    if (!isContentError(error)) throw error;
    const { kind = error.code, finding, place } = error;
    return { kind, file: place.file, finding };
  }
}
