/** Rules by which names become other names: `model.* -> *`, `*.gamma -> *.weight`. */
import { rangesOf } from '../fold.ts';

/** What stands at the start, at the end or between dots anywhere is something else in the other name. */
export interface RenameRule {
  readonly at: 'start' | 'end' | 'anywhere';
  /** Steps without dots around them; empty where something is only put in or left out. */
  readonly from: string;
  readonly to: string;
}

/** The names that `rule` makes of `name`: several where what is to be replaced stands there twice. */
export function* renamed({ at, from, to }: RenameRule, name: string): Generator<string> {
  if (at === 'start') {
    if (from === '') yield join(to, name);
    else if (name === from) yield to;
    else if (name.startsWith(`${from}.`)) yield join(to, name.slice(from.length + 1));
  } else if (at === 'end') {
    if (name.endsWith(`.${from}`)) yield name.slice(0, -from.length) + to;
  } else {
    const inner = `.${from}.`;
    for (let start = name.indexOf(inner); start >= 0; start = name.indexOf(inner, start + 1)) {
      yield `${name.slice(0, start)}.${to}.${name.slice(start + inner.length)}`;
    }
  }
}

/** The rules that make `right` of `left`, the plainest first. */
export function rulesBetween(left: string, right: string): RenameRule[] {
  const a = left.split('.');
  const b = right.split('.');
  const most = Math.min(a.length, b.length);
  let before = 0;
  while (before < most && a[before] === b[before]) before += 1;
  let after = 0;
  while (after < most && a[a.length - 1 - after] === b[b.length - 1 - after]) after += 1;
  // Where names repeat themselves, as `a.a` and `a`, what stays at the end counts.
  before = Math.min(before, most - after);
  const [from, to] = [a, b].map((steps) => steps.slice(before, steps.length - after).join('.'));
  if (from === undefined || to === undefined) return [];
  const start = a.slice(0, before).join('.');
  if (before === 0) return [{ at: 'start', from, to }];
  const anchored: RenameRule = { at: 'start', from: join(start, from), to: join(start, to) };
  if (from === '' || to === '') return [anchored];
  if (after === 0) return [{ at: 'end', from, to }];
  return [anchored, { at: 'anywhere', from, to }];
}

function join(first: string, second: string): string {
  return first === '' || second === '' ? first + second : `${first}.${second}`;
}

/** `model.*` and `*`. */
export function ruleTexts({ at, from, to }: RenameRule): { from: string; to: string } {
  const text = (steps: string) => {
    if (at === 'start') return join(steps, '*');
    return at === 'end' ? `*.${steps}` : `*.${steps}.*`;
  };
  return { from: text(from), to: text(to) };
}

/** How the same rule would be said of the names with other numbers: `layers.#.attn`. */
export function numberless({ from, to }: { from: string; to: string }): {
  key: string;
  number: number | undefined;
} {
  const numbers = [...from.matchAll(STEP_NUMBER), ...to.matchAll(STEP_NUMBER)].map(
    ([digits]) => digits,
  );
  const [first] = numbers;
  const isOne = first !== undefined && numbers.every((digits) => digits === first);
  const inBoth = [from, to].every((text) => text.match(STEP_NUMBER)?.length === 1);
  if (!isOne || !inBoth) return { key: `${from} -> ${to}`, number: undefined };
  const key = [from, to].map((text) => text.replace(STEP_NUMBER, '#')).join(' -> ');
  return { key, number: Number(first) };
}

const STEP_NUMBER = /(?<=^|\.)(?:0|[1-9]\d{0,8})(?=\.|$)/g;

export function withRange(text: string, numbers: readonly number[]): string {
  if (numbers.length < 2) return text;
  return text.replace(STEP_NUMBER, `{${rangesOf(numbers)}}`);
}
