import type { Value } from '../../model/value.ts';

/** What a person would call the class of a value. */
export function kindName(value: Value): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  if (value.kind === 'opaque' || value.kind === 'mapping') return value.type;
  if (value.kind === 'tensor') return value.subclass ?? `${value.layout} tensor`;
  return 'dtype' in value ? `${value.kind} ${value.dtype}` : value.kind;
}
