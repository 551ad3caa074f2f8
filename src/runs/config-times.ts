/** Dates and times as PyYAML reads them, in the parts that a pickle of them has. */
import type { Opaque, Value } from '../model/value.ts';

/** https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/resolver.py */
export const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

const PARTS =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

const SECONDS_OF_DAY = 86_400;

/** `undefined` where there is no such day or time. */
export function pyyamlTimestamp(text: string): Opaque | undefined {
  const match = PARTS.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zulu, sign] = match;
  const date = dateBytes(Number(year), Number(month), Number(day));
  if (date === undefined) return undefined;
  if (hour === undefined) return object('datetime.date', bytes(date));
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const packed = bytes([...date, hours, minutes, seconds, micros >> 16, micros >> 8, micros]);
  if (zulu === undefined && sign === undefined) return object('datetime.datetime', packed);
  const offset = 3600 * Number(match[10] ?? 0) + 60 * Number(match[11] ?? 0);
  if (offset >= SECONDS_OF_DAY) return undefined;
  return object('datetime.datetime', packed, zone(sign === '-' ? -offset : offset));
}

function dateBytes(year: number, month: number, day: number): number[] | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && year > 0 ? [year >> 8, year & 0xff, month, day] : undefined;
}

/** A timedelta has days that may be negative, and seconds that may not. */
function zone(seconds: number): Opaque {
  const days = Math.floor(seconds / SECONDS_OF_DAY);
  return object(
    'datetime.timezone',
    object('datetime.timedelta', days, seconds - days * SECONDS_OF_DAY, 0),
  );
}

function bytes(values: readonly number[]): Value {
  return { kind: 'bytes', bytes: Uint8Array.from(values) };
}

function object(type: string, ...args: readonly Value[]): Opaque {
  return { kind: 'opaque', type, args };
}
