import { escapedJson } from '../model/escaped-json.ts';
import { pythonFloatRepr } from '../model/python-repr.ts';
import type { Plain } from './plain-tree.ts';

/**
 * Plain data as JSON on one line. A float keeps its point (`2.0`); what JSON has no number for, NaN,
 * infinities and integers beyond 2^53, is an object: `{"$float": "nan"}`, `{"$int": "…"}`.
 */
export function jsonText(plain: Plain): string {
  const pieces: string[] = [];
  write(plain, pieces);
  return pieces.join('');
}

function write(plain: Plain, out: string[]): void {
  if (plain === null || typeof plain === 'boolean' || typeof plain === 'number') {
    out.push(String(plain));
  } else if (typeof plain === 'string') out.push(quoted(plain));
  else if (typeof plain === 'bigint') out.push(`{"$int":"${plain}"}`);
  else if (Array.isArray(plain)) {
    out.push('[');
    for (const [index, item] of plain.entries()) {
      if (index > 0) out.push(',');
      write(item, out);
    }
    out.push(']');
  } else if (plain instanceof Map) {
    let first = true;
    out.push('{');
    for (const [key, value] of plain) {
      out.push(first ? '' : ',', quoted(key), ':');
      first = false;
      write(value, out);
    }
    out.push('}');
  } else out.push(floatText(plain.value));
}

function floatText(value: number): string {
  const text = pythonFloatRepr(value);
  return Number.isFinite(value) ? text : `{"$float":"${text}"}`;
}

function quoted(text: string): string {
  return escapedJson(JSON.stringify(text));
}
