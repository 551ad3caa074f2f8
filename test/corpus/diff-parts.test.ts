import { describe, expect, it } from 'vitest';
import type { SectionDifference } from '../../src/operations/diff/difference.ts';
import { compareSides } from '../../src/operations/diff/index.ts';
import { announce, hasCorpus } from '../support/corpus.ts';
import { type DiffCase, lightningCases } from '../support/diff-cases.ts';
import {
  differences,
  entriesOf,
  type Golden,
  lookOf,
  ofEntries,
} from '../support/golden-differences.ts';

const CASES = await lightningCases();

function pairs(): [DiffCase, DiffCase, ReadonlyMap<string, SectionDifference>][] {
  return CASES.flatMap((a) =>
    CASES.filter((b) => b !== a).map(
      (b): [DiffCase, DiffCase, ReadonlyMap<string, SectionDifference>] => {
        const { sections } = compareSides(a.side, b.side, {
          only: ['weights', 'callbacks', 'extra'],
        });
        return [a, b, new Map(sections.map((section) => [section.name, section]))];
      },
    ),
  );
}

const SETS = ['state_dict', 'current_model_state'];
/** Weights too, which a callback keeps. */
const SWA = 'callbacks.StochasticWeightAveraging.average_model_state';

const tensorsOf = (golden: Golden | undefined) =>
  new Map([...entriesOf(golden)].filter(([, value]) => value?.tensor !== undefined));

/** The one thing that stands before all names of one side and not of the other. */
function prefixRule(left: readonly string[], right: readonly string[]): string | undefined {
  const [first] = left;
  const longer = right.find((name) => first !== undefined && name.endsWith(`.${first}`));
  const prefix = longer?.slice(0, longer.length - (first?.length ?? 0));
  if (prefix === undefined || left.length !== right.length) return undefined;
  const all = new Set(right);
  return left.every((name) => all.has(prefix + name)) ? prefix : undefined;
}

describe.runIf(hasCorpus)('the weights of every two checkpoints of Lightning in the corpus', () => {
  it('differ as their goldens do', () => {
    let renamed = 0;
    for (const [a, b, sections] of pairs()) {
      const what = `${a.name} → ${b.name}`;
      const section = sections.get('weights');
      const changes = section?.changes ?? [];
      const renames = section?.renames ?? [];
      const of = (kind: string) =>
        changes
          .filter((change) => change.kind === kind)
          .map(({ name }) => name)
          .sort();
      const [left, right] = [a, b].map(({ root }) => tensorsOf(root.get('state_dict')));
      if (left === undefined || right === undefined) throw new Error('unreachable');
      const sets = SETS.filter((name) => a.root.has(name) !== b.root.has(name));
      const isOneSided = !a.root.has('state_dict') || !b.root.has('state_dict');
      for (const name of sets) {
        const kind = a.root.has(name) ? 'removed' : 'added';
        expect(of(kind), what).toContain(name);
      }
      if (isOneSided) continue;
      const gone = [...left.keys()].filter((name) => !right.has(name));
      const come = [...right.keys()].filter((name) => !left.has(name));
      const prefix = prefixRule(gone, come);
      const back = prefixRule(come, gone);
      const names = new Map(renames.flatMap((rename) => rename.pairs.map(([x, y]) => [x, y])));
      if (gone.length > 1 && prefix !== undefined) {
        expect(
          renames.map(({ from, to }) => [from, to]),
          what,
        ).toEqual([['*', `${prefix}*`]]);
      }
      if (gone.length > 1 && back !== undefined) {
        expect(
          renames.map(({ from, to }) => [from, to]),
          what,
        ).toEqual([[`${back}*`, '*']]);
      }
      renamed += names.size > 0 ? 1 : 0;
      // Whatever was taken for another name is a name of one side only, once.
      expect(
        [...names.keys()].every((name) => gone.includes(name)),
        what,
      ).toBe(true);
      expect(new Set(names.values()).size, what).toBe(names.size);
      expect(
        [...names.values()].every((name) => come.includes(name)),
        what,
      ).toBe(true);
      const taken = new Set(names.values());
      const others = (list: readonly string[]) =>
        list.filter((name) => !SETS.includes(name) && name !== SWA);
      expect(others(of('removed')), what).toEqual(gone.filter((name) => !names.has(name)).sort());
      expect(others(of('added')), what).toEqual(come.filter((name) => !taken.has(name)).sort());
      const changed = [...left].flatMap(([name, golden]) => {
        const other = right.get(names.get(name) ?? name);
        return other !== undefined && lookOf(golden) !== lookOf(other) ? [name] : [];
      });
      expect(of('changed'), what).toEqual(changed.sort());
    }
    announce(`diff: weights of ${pairs().length} ordered pairs, ${renamed} with renamed tensors`);
    expect(renamed).toBeGreaterThan(100);
  }, 120_000);
});

/** `ModelCheckpoint` of `ModelCheckpoint{'monitor': …}` and of `pytorch_lightning.callbacks.ModelCheckpoint`. */
const typeOf = (key: string) => key.replace(/\{.*$/s, '').replace(/^.*\./, '');

/** What a callback was made with, as its key says, and what it remembers. */
function factsOf(key: string, state: Golden): Map<string, Golden> {
  const options = [...key.matchAll(/'(\w+)': ('[^']*'|[^,}]*)/g)].map(
    ([, name = '', text = '']): [string, Golden] => [name, { str: text }],
  );
  return new Map([...options, ...entriesOf(state)]);
}

function key({ root }: DiffCase, state: Golden): string {
  const entries = [...entriesOf(root.get('callbacks'))];
  return entries.find(([, value]) => value === state)?.[0] ?? '';
}

/** Callbacks by what pairs them: the key where both have it, else the class, the first with the first. */
function callbacksOf(a: DiffCase, b: DiffCase): [string, Golden | undefined, Golden | undefined][] {
  const [left, right] = [a, b].map(({ root }) => entriesOf(root.get('callbacks')));
  if (left === undefined || right === undefined) throw new Error('unreachable');
  const rest = new Map([...right].filter(([key]) => !left.has(key)));
  const paired = [...left].map(
    ([key, golden]): [string, Golden | undefined, Golden | undefined] => {
      if (right.has(key)) return [typeOf(key), golden, right.get(key)];
      const other = [...rest.keys()].find((name) => typeOf(name) === typeOf(key));
      const found = other === undefined ? undefined : rest.get(other);
      if (other !== undefined) rest.delete(other);
      return [typeOf(key), golden, found];
    },
  );
  return [
    ...paired,
    ...[...rest].map(
      ([key, golden]) => [typeOf(key), undefined, golden] as [string, undefined, Golden],
    ),
  ];
}

describe.runIf(hasCorpus)(
  'the callbacks of every two checkpoints of Lightning in the corpus',
  () => {
    it('differ as their goldens do', () => {
      const states = (root: DiffCase['root']) =>
        [...root.keys()].some((key) => /_callback_/.test(key));
      let compared = 0;
      for (const [a, b, sections] of pairs()) {
        // Before 0.10 callbacks stood among the entries of the root.
        if (states(a.root) || states(b.root)) continue;
        compared += 1;
        const told = callbacksOf(a, b).flatMap(([type, left, right]) =>
          left === undefined || right === undefined
            ? differences(left, right, type)
            : ofEntries(factsOf(key(a, left), left), factsOf(key(b, right), right), type),
        );
        const found = (sections.get('callbacks')?.changes ?? []).map(({ kind, group, name }) =>
          [kind, steps(group === '' ? name : `${group}.${name}`)].join(' '),
        );
        expect(found.sort(), `${a.name} → ${b.name}`).toEqual(told.sort());
      }
      announce(`diff: callbacks of ${compared} ordered pairs`);
      expect(compared).toBeGreaterThan(3000);
    }, 120_000);
  },
);

function steps(path: string): string {
  return path.replace(/\[(['"])(.*?)\1\]/g, '.$2').replace(/(?<=.)(?<!\.)\[/g, '.[');
}
