import { isKind, type Value } from '../../model/value.ts';
import { entriesOf } from '../common/entries.ts';
import { readScaler } from '../common/scaler.ts';
import type { PrecisionState } from '../training-state.ts';
import type { TopLevel } from './top-level.ts';

/**
 * What keeps the state of a loss scaler: until 1.5 two keys, then the class of the plugin.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/plugins/precision/amp.py
 */
const NAMES =
  /^(?:native_amp_scaling_state|amp_scaling_state|(?:Sharded|FullySharded|FullyShardedNative|FSDP)?(?:Native|Apex)?MixedPrecision(?:Plugin)?|FSDPPrecision)$/;

const SCALER_KEYS = ['scale', 'growth_factor', 'backoff_factor', 'growth_interval'] as const;

export function readPrecision(top: TopLevel): readonly PrecisionState[] {
  const isPrecision = (name: string, value: Value) =>
    isKind(value, 'mapping') && (NAMES.test(name) || isScaler(value));
  return top.takeAll(({ name, value }) => isPrecision(name, value)).map(readScaler);
}

/** A plugin of one’s own has a name of its own. */
function isScaler(value: Value): boolean {
  const entries = entriesOf(value);
  return SCALER_KEYS.every((key) => entries.has(key));
}
