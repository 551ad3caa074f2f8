import type { NdArray, Storage, Tensor, Value } from './value.ts';

/** The values directly inside a value, in the order of the file: keys too. */
export function* childrenOf(value: Value): Generator<Value> {
  if (typeof value !== 'object' || value === null) return;
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'size':
      yield* value.items;
      return;
    case 'mapping':
      for (const [key, entry] of value.entries) {
        yield key;
        yield entry;
      }
      if (value.attributes !== undefined) yield value.attributes;
      return;
    case 'tensor':
      if (value.parts !== undefined) yield* value.parts.values();
      if (value.attributes !== undefined) yield value.attributes;
      return;
    case 'ndarray':
      if (!(value.data instanceof Uint8Array)) yield* value.data;
      return;
    case 'numpy_scalar':
      yield value.value;
      return;
    case 'opaque':
      if (value.args !== undefined) yield* value.args;
      if (value.kwargs !== undefined) yield* value.kwargs.values();
      if (value.state !== undefined) yield value.state;
      for (const pair of value.items ?? []) yield* pair;
      if (value.elements !== undefined) yield* value.elements;
      return;
    default:
  }
}

/** Everything in a tree that has elements, each once however often it is shared. */
export function arraysOf(roots: Iterable<Value>): (Tensor | Storage | NdArray)[] {
  const seen = new Set<Value>();
  const found: (Tensor | Storage | NdArray)[] = [];
  const visit = (value: Value): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value.kind === 'tensor' || value.kind === 'storage' || value.kind === 'ndarray') {
      found.push(value);
    }
    for (const child of childrenOf(value)) visit(child);
  };
  for (const root of roots) visit(root);
  return found;
}
