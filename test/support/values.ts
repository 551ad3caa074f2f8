/** Trees as literals. */
import { byteSource, memorySource } from '../../src/bytes/source.ts';
import type { DType } from '../../src/model/dtype.ts';
import { valueAt } from '../../src/model/path.ts';
import {
  type Bytes,
  type Float,
  type Mapping,
  type Opaque,
  rowMajorStrides,
  type Sequence,
  type Storage,
  type Tensor,
  type Value,
} from '../../src/model/value.ts';

export function float(value: number): Float {
  return { kind: 'float', value };
}

export function bytesValue(...bytes: readonly number[]): Bytes {
  return { kind: 'bytes', bytes: Uint8Array.from(bytes) };
}

export function sequence(kind: Sequence['kind'], ...items: readonly Value[]): Sequence {
  return { kind, items };
}

export const list = (...items: readonly Value[]) => sequence('list', ...items);
export const tuple = (...items: readonly Value[]) => sequence('tuple', ...items);

/** A dict whose keys are text. */
export function dict(entries: Readonly<Record<string, Value>>): Mapping {
  return mapping(...Object.entries(entries));
}

/** A dict of any keys. */
export function mapping(...entries: readonly (readonly [Value, Value])[]): Mapping {
  return { kind: 'mapping', type: 'dict', entries: new Map(entries) };
}

export function opaque(type: string, parts: Omit<Opaque, 'kind' | 'type'> = {}): Opaque {
  return { kind: 'opaque', type, ...parts };
}

/** An object with attributes. */
export function instance(type: string, attributes: Readonly<Record<string, Value>>): Opaque {
  return opaque(type, { state: dict(attributes) });
}

export function global(name: string): Value {
  return { kind: 'global', name };
}

export function storage(bytes: Uint8Array, dtype: DType = 'uint8'): Storage {
  const { byteLength } = bytes;
  return { kind: 'storage', dtype, byteLength, device: 'cpu', source: memorySource('m', bytes) };
}

function zeros(byteLength: number, dtype: DType): Storage {
  const source = byteSource('m', byteLength, async (start, end) => new Uint8Array(end - start));
  return { kind: 'storage', dtype, byteLength, device: 'cpu', source };
}

/** Contiguous and of zeros in memory of its own, unless `parts` say otherwise. */
export function tensor(
  shape: readonly number[],
  { dtype = 'uint8', ...parts }: Partial<Tensor> = {},
): Tensor {
  const elements = shape.reduce((product, size) => product * size, 1);
  return {
    kind: 'tensor',
    dtype,
    shape,
    strides: rowMajorStrides(shape),
    storageOffset: 0,
    storage: zeros(16 * elements, dtype),
    layout: 'strided',
    device: 'cpu',
    requiresGrad: false,
    parameter: false,
    ...parts,
  };
}

/** What is at `path` in a value. */
export function at(value: Value, path: string): Value {
  const found = valueAt(value, path);
  if ('deadEnd' in found) throw new Error(`no ${found.deadEnd.step} at ${found.deadEnd.reached}`);
  return found.value;
}
