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

/** All that JSON.stringify leaves alone and that is not plain ASCII. */
const NOT_ASCII = /[^ -~]/;
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON with characters escaped that could act on a terminal or pass for others. */
export function escapedJson(json: string): string {
  return NOT_ASCII.test(json) ? json.replace(ACTIVE, unicodeEscapes) : json;
}

function unicodeEscapes(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
