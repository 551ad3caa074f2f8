import { storedElements } from '../model/tensor-bytes.ts';
import { isKind, type NdArray, type Tensor } from '../model/value.ts';

interface Named {
  readonly name: string;
  readonly path: string;
  readonly tensor: Tensor | NdArray;
}

/** The tensors that a tensor is made of, under its name: indices and values, scales and zero points. */
export function partsOf<Listed extends Named>(listed: Listed): Listed[] {
  const { name, path, tensor } = listed;
  if (tensor.kind !== 'tensor') return [];
  return Array.from(tensor.parts ?? []).flatMap(([part, value]) =>
    isKind(value, 'tensor')
      ? [{ ...listed, name: `${name}.${part}`, path: `${path}.${part}`, tensor: value }]
      : [],
  );
}

/** Sparse and nested tensors are what their parts are; all others are themselves. */
export function isOnlyParts(listed: Named): boolean {
  return storedElements(listed.tensor) === undefined && partsOf(listed).length > 0;
}
