import { Cursor } from '../bytes/cursor.ts';
import { decodeJson } from '../decoders/json.ts';
import type { JsonNumber, JsonValue } from '../decoders/json-value.ts';
import type { Limits } from '../limits.ts';
import type { Value } from '../model/value.ts';

/** JSON as Python’s json module loads it: of equal keys the last counts, `4.0` is a float. */
export function decodeJsonConfig(bytes: Uint8Array, file: string, { depth }: Limits): Value {
  return valueFrom(decodeJson(new Cursor(bytes, file), { depth, pythonConstants: true }));
}

function valueFrom(json: JsonValue): Value {
  switch (json.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return json.value;
    case 'number':
      return numberOf(json);
    case 'array':
      return { kind: 'list', items: json.items.map(valueFrom) };
    default: {
      const entries = new Map<Value, Value>();
      for (const { key, value } of json.members) entries.set(key, valueFrom(value));
      return { kind: 'mapping', type: 'dict', entries };
    }
  }
}

/** More digits than Python would turn into an int. */
const MOST_DIGITS = 4300;

function numberOf({ text }: JsonNumber): Value {
  const isInt = /^-?\d+$/.test(text) && text.length <= MOST_DIGITS;
  if (!isInt) return { kind: 'float', value: Number(text) };
  const number = Number(text);
  return Number.isSafeInteger(number) ? number + 0 : BigInt(text);
}
