import type { Value } from '../../model/value.ts';
import type { Part, PrecisionState } from '../training-state.ts';
import { entriesOf, entry, numberOf } from './entries.ts';

/**
 * The state of a `GradScaler`, which is `{}` where it was not enabled, or of a loss scaler older than
 * it: apex keeps one by number, `loss_scaler0`.
 */
export function readScaler(part: Part): PrecisionState {
  return { ...part, scale: scaleOf(part.value) };
}

function scaleOf(value: Value): number | undefined {
  for (const key of ['scale', 'loss_scale', 'cur_scale']) {
    const scale = numberOf(entry(value, key));
    if (scale !== undefined) return scale;
  }
  for (const [key, inner] of entriesOf(value)) {
    if (typeof key !== 'string' || !/^loss_scaler\d*$/.test(key)) continue;
    const scale = numberOf(entry(inner, 'loss_scale') ?? entry(inner, 'cur_scale'));
    if (scale !== undefined) return scale;
  }
  return undefined;
}
