import { numberOf } from '../frameworks/common/entries.ts';
import type { OptimizedParameter } from '../frameworks/training-state.ts';
import { isKind } from '../model/value.ts';
import type { Subject } from './subject.ts';

/** The least and the most of them; `undefined` of none. */
export function rangeOf(
  counts: readonly number[],
): { readonly least: number; readonly most: number } | undefined {
  if (counts.length === 0) return undefined;
  return {
    least: counts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    most: counts.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}

/** How often a parameter was updated; `undefined` where that is not kept, or was not read. */
export function stepOf(
  { state }: OptimizedParameter,
  scalars: NonNullable<Subject['scalars']>,
): number | undefined {
  const step = state.get('step');
  const count = numberOf(isKind(step, 'tensor') ? scalars.get(step) : step);
  return count !== undefined && Number.isFinite(count) ? count : undefined;
}
