import { filePath } from '../../model/known-objects.ts';
import { isKind, type Value } from '../../model/value.ts';
import { numberOf, textOf } from '../common/entries.ts';
import type { Score } from '../training-state.ts';

/** `undefined` where there is none, or something that is no score. */
export function scoreOf(value: Value | undefined): Score | undefined {
  if (value === null) return null;
  return isKind(value, 'tensor') ? value : numberOf(value);
}

/** A path as text, also where it was saved as an object of `pathlib`. */
export function pathTextOf(value: Value | undefined): string | undefined {
  return isKind(value, 'opaque') ? filePath(value) : textOf(value);
}
