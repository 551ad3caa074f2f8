import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mapping, Value } from '../../../src/model/value.ts';
import type { Change, SectionDifference } from '../../../src/operations/diff/difference.ts';
import { checkpoint, optimizer } from '../../support/lightning.ts';
import { marksOf, sectionsOf } from '../../support/sides.ts';
import { dict, float, list, tensor } from '../../support/values.ts';

const name = fc.stringMatching(/^[a-z][a-z_0-9]{0,6}$/);

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.double().map(float),
  fc.string({ maxLength: 8 }),
  fc.boolean(),
  fc.constant(null),
);

const { config } = fc.letrec<{ config: Mapping; value: Value }>((tie) => ({
  config: fc.dictionary(name, tie('value'), { maxKeys: 4 }).map(dict),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(scalar, { maxLength: 4 }).map((items) => list(...items)),
    tie('config'),
  ),
}));

const weights = fc
  .uniqueArray(
    fc.tuple(name, name).map((steps) => steps.join('.')),
    { minLength: 2, maxLength: 8 },
  )
  .chain((names) =>
    fc
      .array(fc.integer({ min: 2, max: 5 }), { minLength: names.length, maxLength: names.length })
      .map((sizes) =>
        dict(Object.fromEntries(names.map((each, at) => [each, tensor([sizes[at] ?? 2, 3])]))),
      ),
  );

const trained = fc
  .record({ hyper: config, state: weights, extra: config })
  .map(({ hyper, state, extra }) =>
    checkpoint({
      epoch: 3,
      global_step: 12,
      hyper_parameters: hyper,
      state_dict: state,
      optimizer_states: list(optimizer(state.entries.size)),
      extra_key: extra,
    }),
  );

/** The same tree as other objects, its dicts in another order. */
function twin(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (value.kind === 'list') return list(...value.items.map(twin));
  if (value.kind !== 'mapping') return { ...value };
  const entries = [...value.entries].reverse().map(([key, item]) => [key, twin(item)] as const);
  return { ...value, entries: new Map(entries) };
}

/** Where scalars stand in what is below a key. */
function leaves(value: Value, path: readonly Value[]): (readonly Value[])[] {
  if (typeof value === 'object' && value?.kind === 'mapping') {
    return [...value.entries].flatMap(([key, item]) => leaves(item, [...path, key]));
  }
  return [path];
}

function edited(value: Value, [key, ...rest]: readonly Value[], to: Value): Value {
  if (key === undefined) return to;
  if (typeof value !== 'object' || value?.kind !== 'mapping') throw new Error('no such path');
  const entries = new Map(value.entries);
  return { ...value, entries: entries.set(key, edited(value.entries.get(key) ?? null, rest, to)) };
}

const marks = async (left: Value, right: Value) => marksOf(await sectionsOf(left, right)).sort();

function mirrored(sections: readonly SectionDifference[]): unknown {
  const kinds = { added: 'removed', removed: 'added', changed: 'changed' } as const;
  const side = (change: Change, of: 'left' | 'right') =>
    of === 'left'
      ? change.kind === 'added'
        ? undefined
        : change.left.path
      : change.kind === 'removed'
        ? undefined
        : change.right.path;
  return sections.map(({ name: section, changes, renames, equalCount }) => ({
    section,
    equalCount,
    changes: changes
      .map((change) =>
        [kinds[change.kind], change.name, side(change, 'right'), side(change, 'left')].join(' '),
      )
      .sort(),
    renames: renames.map(({ from, to, by }) => [to, from, by].join(' ')).sort(),
  }));
}

function told(sections: readonly SectionDifference[]): unknown {
  const turned = sections.map(
    (section): SectionDifference => ({
      ...section,
      changes: section.changes.map((change): Change => {
        if (change.kind === 'added') return { ...change, kind: 'removed', left: change.right };
        if (change.kind === 'removed') return { ...change, kind: 'added', right: change.left };
        return { ...change, left: change.right, right: change.left };
      }),
      renames: section.renames.map((rename) => ({ ...rename, from: rename.to, to: rename.from })),
    }),
  );
  return mirrored(turned);
}

describe('a difference', () => {
  it('of a checkpoint and itself, or its twin, is empty', async () => {
    await fc.assert(
      fc.asyncProperty(trained, async (tree) => {
        expect(await marks(tree, tree)).toEqual([]);
        expect(await marks(tree, twin(tree))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('mirrors the difference the other way round', async () => {
    await fc.assert(
      fc.asyncProperty(trained, trained, async (a, b) => {
        expect(mirrored(await sectionsOf(a, b))).toEqual(told(await sectionsOf(b, a)));
      }),
      { numRuns: 300 },
    );
  });

  it('finds one planted edit and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(trained, fc.nat(), async (tree, pick) => {
        const places = ['hyper_parameters', 'extra_key'].flatMap((key) =>
          leaves(tree.entries.get(key) ?? null, [key]),
        );
        const place = places[pick % Math.max(places.length, 1)];
        if (place === undefined || place.length < 2) return;
        const sections = await sectionsOf(tree, edited(tree, place, 'planted'));
        const changes = sections.flatMap((section) => section.changes);
        expect(changes).toHaveLength(1);
        const [change] = changes;
        expect(change?.kind === 'changed' && change.right.path).toBe(place.join('.'));
      }),
      { numRuns: 300 },
    );
  });

  it('of a twin under other names is the rule, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(trained, name, async (tree, prefix) => {
        const state = tree.entries.get('state_dict');
        if (typeof state !== 'object' || state?.kind !== 'mapping') throw new Error('unreachable');
        const names = [...state.entries.keys()].map(String);
        // A name that is there on both sides is that tensor.
        if (names.some((each) => names.includes(`${prefix}.${each}`))) return;
        const entries = [...state.entries].map(
          ([key, item]) => [`${prefix}.${key}`, item] as const,
        );
        const right = edited(tree, ['state_dict'], { ...state, entries: new Map(entries) });
        expect(await marks(tree, right)).toEqual([`> * -> ${prefix}.*`]);
        expect(await marks(right, tree)).toEqual([`> ${prefix}.* -> *`]);
      }),
      { numRuns: 200 },
    );
  });
});
