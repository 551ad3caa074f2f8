/** Finding a value by its path: `optimizer_states[0].param_groups[0].lr`. */
import { children } from './children.ts';
import { configOf } from './omegaconf.ts';
import { pythonRepr } from './python-repr.ts';
import { sliced } from './slice.ts';
import type { Value } from './value.ts';

/** A path that leads nowhere: as far as it leads, and what could follow. */
export interface DeadEnd {
  readonly reached: string;
  /** The step that is not there. */
  readonly step: string;
  readonly choices: readonly string[];
}

export type PathResult = { readonly value: Value } | { readonly deadEnd: DeadEnd };

/**
 * The value at `path` below `root`. Steps are as `children` spells them: `.name`, `[0]`, `["key"]`,
 * `(0)`; a key with dots needs no quotes, the longest that fits is taken. A tensor takes Python’s
 * slices: `weight[0, :5]`.
 */
export function valueAt(root: Value, path: string): PathResult {
  const whole = path.trim();
  let value = root;
  let rest = whole;
  const deadEnd = (step: string): PathResult => ({
    deadEnd: {
      reached: whole.slice(0, whole.length - rest.length),
      step,
      choices: Array.from(children(value), ({ label }) => label),
    },
  });
  while (rest !== '') {
    const spelled = asSpelled(value, rest);
    if (spelled !== undefined) {
      value = spelled.value;
      rest = spelled.rest;
      continue;
    }
    const bracketed =
      /^(?:\[((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]'"])*)\]|\(([^)]*)\))/.exec(rest);
    if (bracketed !== null) {
      const [step, index, argument] = bracketed;
      const next = index === undefined ? labelled(value, `(${argument})`) : at(value, index.trim());
      if (next === undefined) return deadEnd(step);
      value = next.value;
      rest = rest.slice(step.length);
      continue;
    }
    const [, run = rest] = /^\.?([^[(]*)/.exec(rest) ?? [];
    const found = longestName(value, run);
    if (found === undefined) return deadEnd(run.split('.')[0] || rest);
    value = found.value;
    rest = rest.slice((rest.startsWith('.') ? 1 : 0) + found.name.length);
  }
  return { value };
}

/** The child whose step stands at the beginning of `rest` just as `children` spells it. */
function asSpelled(value: Value, rest: string): (Found & { rest: string }) | undefined {
  const steps = /^[.[(]/.test(rest) ? rest : `.${rest}`;
  let longest = '';
  let found: Found | undefined;
  for (const child of children(value)) {
    const { step } = child;
    if (step.length <= longest.length || !steps.startsWith(step)) continue;
    if (!'.[('.includes(steps[step.length] ?? '.')) continue;
    longest = step;
    found = child;
  }
  return found && { value: found.value, rest: steps.slice(longest.length) };
}

/** Boxed, because what is found may be None. */
interface Found {
  readonly value: Value;
}

function longestName(value: Value, run: string): (Found & { name: string }) | undefined {
  for (let name = run; name !== ''; ) {
    const found = byName(value, name);
    if (found !== undefined) return { ...found, name };
    const dot = name.lastIndexOf('.');
    name = dot < 0 ? '' : name.slice(0, dot);
  }
  return undefined;
}

function byName(value: Value, name: string): Found | undefined {
  if (typeof value === 'object' && value?.kind === 'mapping' && value.entries.has(name)) {
    return { value: value.entries.get(name) ?? null };
  }
  return labelled(value, name) ?? (/^-?\d+$/.test(name) ? at(value, name) : undefined);
}

function labelled(value: Value, label: string): Found | undefined {
  for (const child of children(value)) if (child.label === label) return { value: child.value };
  return undefined;
}

/** What stands between brackets: an index, a key as Python spells it, a slice of a tensor. */
function at(value: Value, index: string): Found | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'tensor') {
    const view = sliced(value, index);
    return view && { value: view };
  }
  const key = unquoted(index);
  if (key !== undefined) {
    const isMapping = value.kind === 'mapping';
    if (isMapping && value.entries.has(key)) return { value: value.entries.get(key) ?? null };
    return labelled(value, key) ?? labelled(value, pythonRepr(key));
  }
  const fromEnd = /^-\d+$/.test(index) ? lengthOf(value) + Number(index) : undefined;
  return labelled(value, `[${fromEnd ?? index}]`);
}

/** How many elements an index from the end counts. */
function lengthOf(value: Exclude<Value, null | boolean | number | bigint | string>): number {
  if ('items' in value && value.kind !== 'opaque') return value.items.length;
  if (value.kind === 'ndarray') return value.data.length;
  if (value.kind !== 'opaque') return 0;
  const config = configOf(value);
  return (config?.kind === 'list' ? config.items : (value.elements ?? [])).length;
}

function unquoted(text: string): string | undefined {
  const quote = text[0];
  if ((quote !== '"' && quote !== "'") || text.length < 2 || text.at(-1) !== quote)
    return undefined;
  return text.slice(1, -1).replace(ESCAPE, (_escape, hex2, hex4, hex8, character) => {
    const hex = hex2 ?? hex4 ?? hex8;
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return CHARACTERS[character] ?? character;
  });
}

const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U(00(?:0[0-9a-f]|10)[0-9a-f]{4})|([\s\S]))/g;
const CHARACTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
