/** Finds tensors that have another name on the other side. */
import type { NamedTensor } from '../../frameworks/training-state.ts';
import type { Rename } from './difference.ts';
import {
  numberless,
  type RenameRule,
  renamed,
  rulesBetween,
  ruleTexts,
  withRange,
} from './rename-rules.ts';

export interface FoundRenames {
  readonly renames: readonly Rename[];
  readonly pairs: readonly { readonly left: Unpaired; readonly right: Unpaired }[];
}

/** A tensor that has no partner by name. */
export interface Unpaired {
  /** The name it is compared by. */
  readonly name: string;
  /** What a partner has to share: shape and type. */
  readonly look: string;
  readonly of: NamedTensor;
}

/** So many names are looked at to find rules, each with so many that could be its other name. */
const SAMPLES = 128;
const MOST_PARTNERS = 32;
const MOST_RULES = 256;

/**
 * Pairs tensors by rules that make names of the left names of the right, of tensors with the same
 * look. A rule has to hold for two at least, or only put something before a name. Which side is left
 * makes no difference.
 */
export function renamesByRule(left: readonly Unpaired[], right: readonly Unpaired[]): FoundRenames {
  if (left.length === 0 || right.length === 0) return { renames: [], pairs: [] };
  const isTurned = isAfter(left, right);
  const found = isTurned ? search(right, left) : search(left, right);
  if (!isTurned) return found;
  return {
    renames: found.renames.map(turned),
    pairs: found.pairs.map((pair) => ({ left: pair.right, right: pair.left })),
  };
}

function turned({ from, to, by, pairs }: Rename): Rename {
  return { from: to, to: from, by, pairs: pairs.map(([a, b]) => [b, a]) };
}

function isAfter(left: readonly Unpaired[], right: readonly Unpaired[]): boolean {
  const least = (all: readonly Unpaired[]) => all.map(({ name }) => name).toSorted()[0] ?? '';
  return least(left) > least(right);
}

interface Applied {
  readonly rule: RenameRule;
  readonly pairs: FoundRenames['pairs'];
}

function search(left: readonly Unpaired[], right: readonly Unpaired[]): FoundRenames {
  const lefts = new Map(left.map((tensor) => [tensor.name, tensor]));
  const rights = new Map(right.map((tensor) => [tensor.name, tensor]));
  const applied: Applied[] = [];
  for (let round = 0; round < MOST_RULES && lefts.size > 0 && rights.size > 0; round += 1) {
    const best = bestRule(lefts, rights);
    if (best === undefined) break;
    for (const pair of best.pairs) {
      lefts.delete(pair.left.name);
      rights.delete(pair.right.name);
    }
    applied.push(best);
  }
  return {
    renames: merged(applied),
    pairs: applied.flatMap(({ pairs }) => pairs),
  };
}

function bestRule(
  lefts: ReadonlyMap<string, Unpaired>,
  rights: ReadonlyMap<string, Unpaired>,
): Applied | undefined {
  let best: Applied | undefined;
  for (const rule of candidates(lefts, rights)) {
    const pairs = pairsBy(rule, lefts, rights);
    if (!isConvincing(rule, pairs, lefts.size, rights.size)) continue;
    if (best === undefined || pairs.length > best.pairs.length) best = { rule, pairs };
  }
  return best;
}

/** Most tensors look the same, or the rule accounts for every name there is. */
function isConvincing(
  { at, from, to }: RenameRule,
  pairs: Applied['pairs'],
  leftCount: number,
  rightCount: number,
): boolean {
  const alike = pairs.filter(areAlike).length;
  const isPrefix = at === 'start' && (from === '' || to === '');
  if (alike >= (isPrefix ? 1 : 2) && 2 * alike >= pairs.length) return true;
  return isPrefix && pairs.length >= 2 && pairs.length === Math.max(leftCount, rightCount);
}

function areAlike({ left, right }: Applied['pairs'][number]): boolean {
  return left.look === right.look;
}

function pairsBy(
  rule: RenameRule,
  lefts: ReadonlyMap<string, Unpaired>,
  rights: ReadonlyMap<string, Unpaired>,
): Applied['pairs'] {
  const taken = new Set<string>();
  const pairs: { left: Unpaired; right: Unpaired }[] = [];
  for (const left of lefts.values()) {
    for (const name of renamed(rule, left.name)) {
      const right = rights.get(name);
      if (right === undefined || taken.has(name)) continue;
      taken.add(name);
      pairs.push({ left, right });
      break;
    }
  }
  return pairs;
}

/** Rules between names that end or begin alike, the commonest first. */
function candidates(
  lefts: ReadonlyMap<string, Unpaired>,
  rights: ReadonlyMap<string, Unpaired>,
): RenameRule[] {
  const bySteps = partners(rights.values());
  const all = [...lefts.values()];
  const stride = Math.max(1, Math.floor(all.length / SAMPLES));
  const votes = new Map<string, { rule: RenameRule; count: number }>();
  for (let index = 0; index < all.length; index += stride) {
    const left = all[index];
    if (left === undefined) continue;
    for (const right of likely(left, bySteps)) {
      for (const rule of rulesBetween(left.name, right)) {
        const key = JSON.stringify([rule.at, rule.from, rule.to]);
        const vote = votes.get(key);
        if (vote === undefined) votes.set(key, { rule, count: 1 });
        else vote.count += 1;
      }
    }
  }
  const sorted = [...votes.values()].sort((a, b) => b.count - a.count);
  return sorted.slice(0, 16).map(({ rule }) => rule);
}

/** Names by how they end and how they begin, and by their look. */
function partners(tensors: Iterable<Unpaired>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (key: string, name: string) => {
    const names = found.get(key);
    if (names === undefined) found.set(key, [name]);
    else if (names.length < MOST_PARTNERS) names.push(name);
  };
  for (const { name, look } of tensors) {
    for (const key of keysOf(name)) add(`${key} ${look}`, name);
    for (const end of endsOf(name)) add(`…${end}`, name);
  }
  return found;
}

/** The names that have most in common with one. */
function likely(
  { name, look }: Unpaired,
  bySteps: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  for (const key of keysOf(name)) {
    const names = bySteps.get(`${key} ${look}`);
    if (names !== undefined) return names.slice(0, 4);
  }
  for (const end of endsOf(name)) {
    const names = bySteps.get(`…${end}`);
    if (names !== undefined) return names;
  }
  return [];
}

/** The last steps, whatever the look: the longest first. */
function endsOf(name: string): string[] {
  const steps = name.split('.').slice(-3);
  return steps.map((_, index) => steps.slice(index).join('.'));
}

/** `…a.b.c`, `a.b.c…`, `…b.c`, `a.b…`, `…c`, `a…`: the longest first. */
function* keysOf(name: string): Generator<string> {
  const steps = name.split('.');
  for (let count = steps.length; count > 0; count -= 1) {
    yield `…${steps.slice(-count).join('.')}`;
    yield `${steps.slice(0, count).join('.')}…`;
  }
}

/** Rules that differ in one number only as one: `layers.{0..11}.attn.*`. */
function merged(applied: readonly Applied[]): Rename[] {
  const groups = new Map<string, { all: Applied[]; numbers: number[] }>();
  for (const one of applied) {
    const { key, number } = numberless(ruleTexts(one.rule));
    const group = groups.get(key) ?? { all: [], numbers: [] };
    group.all.push(one);
    if (number !== undefined) group.numbers.push(number);
    groups.set(key, group);
  }
  return Array.from(groups.values(), ({ all, numbers }): Rename => {
    const [first] = all;
    const { from, to } = first === undefined ? { from: '', to: '' } : ruleTexts(first.rule);
    return {
      from: withRange(from, numbers),
      to: withRange(to, numbers),
      by: all.every(({ pairs }) => pairs.every(areAlike)) ? 'shape' : 'name',
      pairs: all.flatMap(({ pairs }) =>
        pairs.map((pair) => [pair.left.of.name, pair.right.of.name] as const),
      ),
    };
  });
}
