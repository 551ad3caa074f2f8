/**
 * OmegaConf’s interpolations where the configuration itself proves what they stand for: `${a.b}`,
 * `${.sibling}`, `${..cousin}`, `${a[0]}`, `${a.${b}}`, `${oc.select:a.b,default}`, `${hydra:job.name}`.
 * What depends on the time, the environment or a program of its own stays as it was written.
 * https://omegaconf.readthedocs.io/en/2.3_branch/usage.html#variable-interpolation
 */
import { entriesOf, itemsOf } from '../frameworks/common/entries.ts';
import { scalarText } from '../model/scalar-text.ts';
import type { Value } from '../model/value.ts';

export interface InterpolationRoots {
  readonly config: Value;
  /** What `.hydra/hydra.yaml` has below `hydra`. */
  readonly hydra?: Value;
}

/** One interpolation after another: Python gives up at about as many. */
const DEEPEST = 32;
/** `${a}${a}` of `${b}${b}` of ... doubles with each level. */
const MOST_STEPS = 1000;

export function hasInterpolation(value: Value | undefined): boolean {
  return typeof value === 'string' && /(?<!\\)\$\{/.test(value);
}

/**
 * What `text`, which stands at `path` in the configuration, stands for. `undefined` where that
 * cannot be proven.
 */
export function interpolated(
  text: string,
  path: readonly string[],
  roots: InterpolationRoots,
): Value | undefined {
  return new Interpolation(roots).value(text, path, 0);
}

class Interpolation {
  readonly #roots: InterpolationRoots;
  #steps = 0;

  constructor(roots: InterpolationRoots) {
    this.#roots = roots;
  }

  value(value: Value, path: readonly string[], depth: number): Value | undefined {
    if (value === '???') return undefined;
    if (typeof value !== 'string' || !hasInterpolation(value)) return value;
    this.#steps += 1;
    if (depth > DEEPEST || this.#steps > MOST_STEPS) return undefined;
    const pieces = piecesOf(value);
    const [first] = pieces ?? [];
    if (pieces?.length === 1 && first !== undefined && 'inside' in first) {
      return this.#resolved(first.inside, path, depth);
    }
    let text = '';
    for (const piece of pieces ?? []) {
      const part = 'inside' in piece ? this.#resolved(piece.inside, path, depth) : piece.text;
      const spelled = part === undefined ? undefined : textOfPart(part);
      if (spelled === undefined) return undefined;
      text += spelled;
    }
    return pieces === undefined ? undefined : text;
  }

  /** What stands between `${` and `}`. */
  #resolved(inside: string, path: readonly string[], depth: number): Value | undefined {
    const plain = this.value(inside, path, depth + 1);
    if (typeof plain !== 'string') return undefined;
    const [, resolver, argument = ''] = /^\s*([A-Za-z_][\w.]*)\s*:(.*)$/s.exec(plain) ?? [];
    if (resolver === undefined) return this.#node(plain.trim(), path, depth);
    if (resolver === 'hydra') {
      const { hydra } = this.#roots;
      return hydra === undefined ? undefined : this.#at(hydra, argument.trim(), ['hydra'], depth);
    }
    return resolver === 'oc.select' ? this.#selected(argument, path, depth) : undefined;
  }

  /** A default is a text as it stands: what type another one has, only OmegaConf’s grammar says. */
  #selected(argument: string, path: readonly string[], depth: number): Value | undefined {
    const [key = '', ...rest] = argument.split(',');
    const found = this.#node(key.trim(), path, depth);
    if (found !== undefined || rest.length === 0) return found;
    if (this.#exists(key.trim(), path)) return undefined;
    const fallback = rest.join(',').trim();
    return /^[A-Za-z_][\w/-]*$/.test(fallback) && !KEYWORD.test(fallback) ? fallback : undefined;
  }

  #exists(key: string, path: readonly string[]): boolean {
    const steps = stepsTo(key, path);
    return steps === undefined || valueAt(this.#roots.config, steps) !== undefined;
  }

  #node(key: string, path: readonly string[], depth: number): Value | undefined {
    const steps = stepsTo(key, path);
    if (steps === undefined) return undefined;
    const found = valueAt(this.#roots.config, steps);
    return found === undefined ? undefined : this.value(found, steps, depth + 1);
  }

  #at(root: Value, key: string, above: readonly string[], depth: number): Value | undefined {
    const steps = stepsTo(key, []);
    const found = steps === undefined ? undefined : valueAt(root, steps);
    // An interpolation in Hydra’s own configuration is about a root that has both.
    if (found === undefined || hasInterpolation(found)) return undefined;
    return this.value(found, [...above, ...(steps ?? [])], depth + 1);
  }
}

const KEYWORD = /^(?:null|true|false|nan|inf)$/i;

type Piece = { readonly text: string } | { readonly inside: string };

/** Text and interpolations in turn; `undefined` where braces do not match or quotes hide some. */
function piecesOf(text: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let start = 0;
  for (;;) {
    const open = text.indexOf('${', start);
    if (open < 0) break;
    if (text[open - 1] === '\\') return undefined;
    const end = closingBrace(text, open + 2);
    if (end === undefined) return undefined;
    if (open > start) pieces.push({ text: text.slice(start, open) });
    pieces.push({ inside: text.slice(open + 2, end) });
    start = end + 1;
  }
  if (start < text.length) pieces.push({ text: text.slice(start) });
  return pieces;
}

function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let index = from; index < text.length; index += 1) {
    const character = text[index];
    if (character === '\\' || character === '"' || character === "'") return undefined;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

/** One dot means the container that the interpolation stands in, each more the one around it. */
function stepsTo(key: string, path: readonly string[]): readonly string[] | undefined {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/s.exec(key) ?? [];
  if (rest === '' || !/^[^\s.[\]]+(?:\.[^\s.[\]]+|\[[^\s[\]]+\])*$/.test(rest)) return undefined;
  if (dots.length > path.length) return undefined;
  const above = dots.length === 0 ? [] : path.slice(0, path.length - dots.length);
  return [...above, ...rest.split(/[.[\]]+/).filter((step) => step !== '')];
}

function valueAt(root: Value, steps: readonly string[]): Value | undefined {
  let value: Value | undefined = root;
  for (const step of steps) {
    const entries = entriesOf(value);
    const index = /^\d{1,9}$/.test(step) ? Number(step) : undefined;
    if (entries.has(step)) value = entries.get(step);
    else if (index === undefined) return undefined;
    else value = entries.has(index) ? entries.get(index) : itemsOf(value)[index];
    if (value === undefined) return undefined;
  }
  return value;
}

/** As Python’s `str` spells it. Containers have spellings of OmegaConf’s own. */
function textOfPart(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || value.kind === 'float') {
    return scalarText(value);
  }
  return undefined;
}
