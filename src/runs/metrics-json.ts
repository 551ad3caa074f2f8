/**
 * What transformers’ Trainer writes:
 * https://github.com/huggingface/transformers/blob/v4.57.0/src/transformers/trainer_callback.py
 */
import { Cursor } from '../bytes/cursor.ts';
import { decodeJson, lastMember } from '../decoders/json.ts';
import type { JsonValue } from '../decoders/json-value.ts';
import type { Limits } from '../limits.ts';
import { MetricCollector } from './metric-collector.ts';
import type { Metric } from './run.ts';

const STEP = 'step';
const EPOCH = 'epoch';

/** Of `trainer_state.json`, whose `log_history` has an object for each time that something was logged. */
export function trainerStateMetrics(bytes: Uint8Array, file: string, limits: Limits): Metric[] {
  const state = decode(bytes, file, limits);
  const history = state.kind === 'object' ? lastMember(state, 'log_history') : undefined;
  const collector = new MetricCollector(file, limits);
  if (history?.kind === 'array') for (const entry of history.items) collect(collector, entry);
  return collector.metrics();
}

/** Of `all_results.json` and its like: one object. */
export function resultMetrics(bytes: Uint8Array, file: string, limits: Limits): Metric[] {
  const collector = new MetricCollector(file, limits);
  collect(collector, decode(bytes, file, limits));
  return collector.metrics();
}

function decode(bytes: Uint8Array, file: string, { depth }: Limits): JsonValue {
  return decodeJson(new Cursor(bytes, file), { depth, pythonConstants: true });
}

function collect(collector: MetricCollector, entry: JsonValue): void {
  if (entry.kind !== 'object') return;
  const step = numberOf(lastMember(entry, STEP));
  const epoch = numberOf(lastMember(entry, EPOCH));
  for (const { key, value } of entry.members) {
    const number = numberOf(value);
    if (number === undefined || key === STEP || key === EPOCH) continue;
    collector.add(key, { value: number, step, epoch });
  }
}

/** JavaScript and Python’s json module spell infinity and NaN alike. */
function numberOf(value: JsonValue | undefined): number | undefined {
  return value?.kind === 'number' ? Number(value.text) : undefined;
}
