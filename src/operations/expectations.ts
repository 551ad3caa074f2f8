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
export function expectationsIn(config: Value): Map<string, Value> {
  const found = new Map<string, Value>();
  collectLeaves(config, '', [], found);
  return found;
}

/** An alias may stand for what it lies in: that has no end, and is left out. */
function collectLeaves(
  value: Value,
  path: string,
  above: readonly Value[],
  found: Map<string, Value>,
): void {
  if (!isKind(value, 'mapping') || above.includes(value)) return;
  for (const [key, member] of value.entries) {
    if (typeof key !== 'string') continue;
    const below = path === '' ? key : `${path}.${key}`;
    if (!isKind(member, 'mapping')) found.set(below, member);
    else collectLeaves(member, below, [...above, value], found);
  }
}
