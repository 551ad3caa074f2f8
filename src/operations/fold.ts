/** Folding what is numbered: `layers.{0..47}.attn.q.weight` for 48 tensors of one shape. */
import { type Child, children } from '../model/children.ts';
import type { Value } from '../model/value.ts';

/** A child, or several that differ only in numbers. */
export interface FoldedChild extends Child {
  /** How many children it stands for; `value` is the first. */
  readonly count: number;
}

/** Fewer than this are as easily read one by one. */
const LEAST_FOLDED = 3;

/** A child among its siblings. */
interface Numbered {
  readonly child: Child;
  readonly index: number;
  readonly numbers: readonly number[];
}

/** Children whose numbers are every combination of the values of each place. */
interface Grid {
  readonly members: Numbered[];
  readonly places: readonly number[][];
}

/** The children of a value in order, those that are alike but for numbers in their names as one. */
export function foldedChildren(value: Value): FoldedChild[] {
  return firstFolded(value, Number.POSITIVE_INFINITY).rows;
}

/**
 * The first `most` of them, at least, and how many more there are: a list of a million numbers has a
 * million children, of which nobody sees more than a page.
 */
export function firstFolded(
  value: Value,
  most: number,
): { readonly rows: FoldedChild[]; readonly more: number } {
  const rows: (FoldedChild | undefined)[] = [];
  const groups = new Map<string, Numbered[]>();
  let single = 0;
  for (const child of children(value)) {
    const index = rows.length;
    const look = /\d/.test(child.label) ? lookOf(child.value) : undefined;
    if (look === undefined) {
      single += 1;
      if (single <= most) rows.push({ ...child, count: 1 });
    } else {
      rows.push(undefined);
      const { pattern, numbers } = splitLabel(child.label);
      const key = pattern + look;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ child, index, numbers }]);
      else group.push({ child, index, numbers });
    }
  }
  for (const group of groups.values()) {
    for (const grid of gridsOf(group, 0)) placeRows(grid, rows);
  }
  return { rows: rows.filter((row) => row !== undefined), more: Math.max(single - most, 0) };
}

/**
 * A step of its own: `layers.0.weight`, `[0]`, but not `layer0` or `ln_1`. One with zeros in front, or
 * too long for a number, is not what a range would say.
 */
const NUMBER = /(^|[.[])(0|[1-9]\d{0,14})(?=$|[.\]])/g;

/** What no label has: control characters are escaped there. */
const ANY_NUMBER = '\0';

function splitLabel(label: string): { pattern: string; numbers: number[] } {
  const numbers: number[] = [];
  const pattern = label.replace(NUMBER, (_, before: string, digits: string) => {
    numbers.push(Number(digits));
    return before + ANY_NUMBER;
  });
  return { pattern, numbers };
}

/**
 * Parts `group` into grids, so that a fold never names what is not there. Siblings of which the rest
 * looks the same from `place` on belong to one.
 */
function gridsOf(group: readonly Numbered[], place: number): Grid[] {
  const count = group[0]?.numbers.length ?? 0;
  if (place >= count - 1) {
    // Labels differ, so here the last numbers do.
    const values = group.map(({ numbers }) => numbers[place] ?? 0);
    return [{ members: [...group], places: count === 0 ? [] : [values] }];
  }
  const byNumber = new Map<number, Numbered[]>();
  for (const member of group) {
    const number = member.numbers[place] ?? 0;
    const same = byNumber.get(number);
    if (same === undefined) byNumber.set(number, [member]);
    else same.push(member);
  }
  const grids = new Map<string, Grid>();
  for (const [number, same] of byNumber) {
    for (const { members, places } of gridsOf(same, place + 1)) {
      const rest = places.join(';');
      const alike = grids.get(rest);
      if (alike === undefined) grids.set(rest, { members, places: [[number], ...places] });
      else {
        alike.places[0]?.push(number);
        for (const member of members) alike.members.push(member);
      }
    }
  }
  return [...grids.values()];
}

/** Puts a grid where its first member stands, or each member where it stands if they are few. */
function placeRows({ members, places }: Grid, rows: (FoldedChild | undefined)[]): void {
  const [first] = members;
  if (first === undefined) return;
  if (members.length < LEAST_FOLDED) {
    for (const { child, index } of members) rows[index] = { ...child, count: 1 };
    return;
  }
  const label = rangedLabel(first.child.label, places);
  const step = first.child.step.startsWith('.') ? `.${label}` : label;
  rows[first.index] = { label, step, value: first.child.value, count: members.length };
}

/** `layers.{0..47}.weight`: each number that varies as its values. */
function rangedLabel(label: string, places: readonly number[][]): string {
  let place = 0;
  return label.replace(NUMBER, (_, before: string, digits: string) => {
    const values = places[place] ?? [];
    place += 1;
    return before + (values.length === 1 ? digits : `{${rangesOf(values)}}`);
  });
}

/** `0..31`, or `0..3,8` where some are missing. */
export function rangesOf(values: readonly number[]): string {
  const numbers = [...values].sort((a, b) => a - b);
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
      return `mapping ${keysOf(value.entries)}`;
    case 'opaque': {
      const { type, state } = value;
      if (state === undefined) return undefined;
      const hasNames = typeof state === 'object' && state?.kind === 'mapping';
      return `opaque ${type} ${keysOf(hasNames ? state.entries : NO_ENTRIES)}`;
    }
    default:
      return undefined;
  }
}

/** A dict of many keys is a table of its own and folds with no other. */
const MOST_KEYS = 64;

const NO_ENTRIES: ReadonlyMap<Value, Value> = new Map();

function keysOf(entries: ReadonlyMap<Value, Value>): string {
  const names: string[] = [];
  for (const key of entries.keys()) {
    if (names.length === MOST_KEYS) break;
    names.push(typeof key === 'object' ? '?' : String(key));
  }
  return JSON.stringify(names) + entries.size;
}
