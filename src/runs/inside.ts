import { entry, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';

/** A value inside mappings, by the keys on the way. */
export function inside(value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  return keys.reduce(entry, value);
}

export function textInside(
  value: Value | undefined,
  ...keys: readonly string[]
): string | undefined {
  return textOf(inside(value, ...keys));
}
