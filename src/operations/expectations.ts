/** What someone will use a checkpoint with, as keys and values. */
import { isKind, type Value } from '../model/value.ts';

/** `KEY=VALUE` as someone types it: numbers, `true`, `false` and `null` are what they look like. */
export function expectationFrom(text: string): readonly [key: string, value: Value] | undefined {
  const [, key, spelled = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  return key === undefined ? undefined : [key.trim(), valueFrom(spelled.trim())];
}

const CONSTANTS: ReadonlyMap<string, Value> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
]);

function valueFrom(text: string): Value {
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return constant;
  if (/^[+-]?\d+$/.test(text)) {
    const whole = Number(text);
    return Number.isSafeInteger(whole) ? whole : BigInt(text);
  }
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    return { kind: 'float', value: Number(text) };
  }
  return /^(['"])(.*)\1$/s.exec(text)?.[2] ?? text;
}

/** The leaves of a configuration, by their keys with dots: `model.num_items`. */
export function expectationsIn(config: Value, prefix = ''): Map<string, Value> {
  const found = new Map<string, Value>();
  if (!isKind(config, 'mapping')) return found;
  for (const [key, value] of config.entries) {
    if (typeof key !== 'string') continue;
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (isKind(value, 'mapping')) {
      for (const [below, leaf] of expectationsIn(value, path)) found.set(below, leaf);
    } else found.set(path, value);
  }
  return found;
}
