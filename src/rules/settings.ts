/** Settings of configurations, one by one, and whether two of them say the same. */
import { entriesOf, nameOf } from '../frameworks/common/entries.ts';
import { scalarText } from '../model/scalar-text.ts';
import { isKind, type Value } from '../model/value.ts';

/** No configuration is as deep, or has as many values: such a one is hostile. */
const DEEPEST = 50;
const MOST_VALUES = 20_000;

/** All that is no mapping, by its keys with dots between them: `optimizer.lr`. */
export function settingsOf(config: Value | undefined): ReadonlyMap<string, Value> {
  const settings = new Map<string, Value>();
  // What holds itself, by keys that are spelled alike, would never add up to many settings.
  let left = MOST_VALUES;
  const add = (path: string, value: Value, depth: number): void => {
    left -= 1;
    if (left < 0) return;
    const entries = depth < DEEPEST ? entriesOf(value) : undefined;
    if (entries === undefined || entries.size === 0) {
      if (path !== '') settings.set(path, value);
      return;
    }
    for (const [key, inner] of entries) {
      const name = nameOf(key);
      if (name !== undefined) add(path === '' ? name : `${path}.${name}`, inner, depth + 1);
    }
  };
  if (config !== undefined) add('', config, 0);
  return settings;
}

/** The last key of a setting. */
export function settingName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Whether two settings mean the same; `undefined` where that cannot be told from them. */
export function isSameSetting(a: Value, b: Value): boolean | undefined {
  return isSame(a, b, new Map());
}

/** Lists that hold themselves are the same where nothing else tells them apart. */
function isSame(a: Value, b: Value, compared: Map<Value, Set<Value>>): boolean | undefined {
  if (!isKnown(a) || !isKnown(b)) return undefined;
  const [numberA, numberB] = [settingNumber(a), settingNumber(b)];
  if (numberA !== undefined && numberB !== undefined) return isNear(numberA, numberB);
  const [itemsA, itemsB] = [itemsIn(a), itemsIn(b)];
  if (itemsA !== undefined && itemsB !== undefined) {
    if (itemsA.length !== itemsB.length) return false;
    const others = compared.get(a) ?? new Set();
    if (others.has(b)) return true;
    compared.set(a, others.add(b));
    const same = itemsA.map((item, index) => isSame(item, itemsB[index] ?? null, compared));
    return same.includes(false) ? false : same.includes(undefined) ? undefined : true;
  }
  return isPlain(a) && isPlain(b) ? a === b : undefined;
}

/** Floats are written with fewer digits than they have. */
function isNear(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

/** An interpolation or `???` has its value elsewhere. */
export function isKnown(value: Value): boolean {
  return !(typeof value === 'string' && (value.includes('${') || value === '???'));
}

function isPlain(value: Value): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

/** A number, also one that YAML took for text: `1e-3`. */
function settingNumber(value: Value): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (isKind(value, 'float')) return value.value;
  const isNumber =
    typeof value === 'string' && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value);
  return isNumber ? Number(value) : undefined;
}

function itemsIn(value: Value): readonly Value[] | undefined {
  return isKind(value, 'list') || isKind(value, 'tuple') ? value.items : undefined;
}

/** As data of a finding: a number as it is, and what has no JSON as Python spells it. */
export function settingData(value: Value): string | number | null {
  if (value === null || typeof value === 'string') return value;
  const number = typeof value === 'string' ? undefined : settingNumber(value);
  return number !== undefined && Number.isFinite(number) ? number : scalarText(value);
}

/** A setting as a sentence shows it. */
export function settingText(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  return value === '' ? 'an empty text' : String(value);
}
