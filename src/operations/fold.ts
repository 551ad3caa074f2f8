/** Folding what is numbered: `layers.{0..47}.attn.q.weight` for 48 tensors of one shape. */
import { type Child, children } from '../model/children.ts';
import type { Value } from '../model/value.ts';

/** A child, or several that differ only in numbers. */
export interface FoldedChild extends Child {
  /** How many children it stands for; `value` is the first. */
  readonly count: number;
  /** The paths’ last steps, if it stands for several. */
  readonly steps: readonly string[];
}

/** Fewer than this are as easily read one by one. */
const LEAST_FOLDED = 3;

/** The children of a value in order, those that are alike but for numbers in their names as one. */
export function foldedChildren(value: Value): FoldedChild[] {
  const groups = new Map<string, Child[]>();
  const singles: Child[] = [];
  for (const child of children(value)) {
    const look = lookOf(child.value);
    const key =
      look === undefined || !/\d/.test(child.label) ? undefined : patternOf(child.label) + look;
    const group = key === undefined ? undefined : groups.get(key);
    if (group !== undefined) group.push(child);
    else {
      if (key !== undefined) groups.set(key, [child]);
      singles.push(child);
    }
  }
  const groupOf = new Map(Array.from(groups.values(), (group) => [group[0], group]));
  return singles.flatMap((child) => folded(groupOf.get(child) ?? [child]));
}

function folded(group: readonly Child[]): FoldedChild[] {
  const label = group.length < LEAST_FOLDED ? undefined : numberedLabel(group);
  const [first] = group;
  if (label === undefined || first === undefined) {
    return group.map((child) => ({ ...child, count: 1, steps: [] }));
  }
  const steps = group.map(({ step }) => step);
  const step = first.step.startsWith('.') ? `.${label}` : label;
  return [{ label, step, value: first.value, count: group.length, steps }];
}

/**
 * A step of its own: `layers.0.weight`, `[0]`, but not `layer0` or `ln_1`. One with zeros in front, or
 * too long for a number, is not what a range would say.
 */
const NUMBER = /(?<=^|[.[])(?:0|[1-9]\d{0,14})(?=$|[.\]])/g;

/** What no label has: control characters are escaped there. */
const ANY_NUMBER = '\0';

function patternOf(label: string): string {
  return label.replace(NUMBER, ANY_NUMBER);
}

/**
 * `layers.{0..47}.weight`: each number that varies as its values. `undefined` where the group is not
 * every combination of them, so that the fold never names what is not there.
 */
function numberedLabel(group: readonly Child[]): string | undefined {
  const rows = group.map(({ label }) => Array.from(label.matchAll(NUMBER), ([digits]) => digits));
  const columns = (rows[0] ?? []).map((_, column) => [
    ...new Set(rows.map((row) => row[column] ?? '')),
  ]);
  const combinations = columns.reduce((product, values) => product * values.length, 1);
  if (combinations !== group.length) return undefined;
  let column = 0;
  return group[0]?.label.replace(NUMBER, (digits) => {
    const values = columns[column] ?? [];
    column += 1;
    return values.length === 1 ? digits : `{${rangesOf(values)}}`;
  });
}

function rangesOf(values: readonly string[]): string {
  const numbers = values.map(Number).sort((a, b) => a - b);
  const ranges: string[] = [];
  for (let index = 0; index < numbers.length; ) {
    const start = numbers[index] ?? 0;
    let end = start;
    for (index += 1; numbers[index] === end + 1; index += 1) end += 1;
    ranges.push(start === end ? String(start) : `${start}..${end}`);
  }
  return ranges.join(',');
}

/** What two values must share to be folded; `undefined` for values that differ by their content. */
function lookOf(value: Value): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  switch (value.kind) {
    case 'tensor':
      return `tensor ${value.dtype} ${value.shape} ${value.layout} ${value.subclass ?? ''}`;
    case 'ndarray':
      return `ndarray ${value.dtype} ${value.shape}`;
    case 'mapping':
      return `mapping ${keysOf(value.entries.keys())}`;
    case 'opaque': {
      const { type, state } = value;
      const names =
        typeof state === 'object' && state?.kind === 'mapping' ? state.entries.keys() : [];
      return state === undefined ? undefined : `opaque ${type} ${keysOf(names)}`;
    }
    default:
      return undefined;
  }
}

/** A dict of many keys is a table of its own and folds with no other. */
const MOST_KEYS = 64;

function keysOf(keys: Iterable<Value>): string {
  const names = Array.from(keys, (key) => (typeof key === 'object' ? '?' : String(key)));
  return JSON.stringify(names.slice(0, MOST_KEYS)) + names.length;
}
