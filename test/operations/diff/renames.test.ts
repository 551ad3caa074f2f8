import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/model/value.ts';
import { contentRenames } from '../../../src/operations/diff/content.ts';
import { compareSides } from '../../../src/operations/diff/index.ts';
import { float32, marksOf, sectionsOf, sideOfTree } from '../../support/sides.ts';
import { dict, tensor } from '../../support/values.ts';

const stateOf = (names: readonly string[], shape = (at: number) => [at + 2, 3]) =>
  dict(Object.fromEntries(names.map((name, at) => [name, tensor(shape(at))])));

const renamed = async (left: readonly string[], right: readonly string[]) =>
  marksOf(await sectionsOf(stateOf(left), stateOf(right)));

const layers = (start: string, end: string, count = 4) =>
  Array.from({ length: count }, (_, at) => [
    `${start}.${at}.${end}.weight`,
    `${start}.${at}.${end}.bias`,
  ]).flat();

describe('tensors under other names', () => {
  const RULES: readonly [string, readonly string[], readonly string[], readonly string[]][] = [
    ['a prefix more', ['a.w', 'a.b'], ['model.a.w', 'model.a.b'], ['> * -> model.*']],
    ['a prefix less', ['_orig_mod.a.w', '_orig_mod.a.b'], ['a.w', 'a.b'], ['> _orig_mod.* -> *']],
    ['another prefix', ['net.a.w', 'net.b.w'], ['model.a.w', 'model.b.w'], ['> net.* -> model.*']],
    ['another ending', ['a.gamma', 'b.gamma'], ['a.weight', 'b.weight'], ['> *.gamma -> *.weight']],
    [
      'in every layer',
      layers('h', 'attn'),
      layers('h', 'attention'),
      ['> *.attn.* -> *.attention.*'],
    ],
    [
      'something between',
      ['encoder.0.w', 'encoder.1.w'],
      ['encoder.inner.0.w', 'encoder.inner.1.w'],
      ['> encoder.* -> encoder.inner.*'],
    ],
    [
      'layer by layer',
      layers('model.layers', 'self_attn.q'),
      layers('h', 'q'),
      ['> model.layers.{0..3}.self_attn.* -> h.{0..3}.*'],
    ],
    [
      'two rules',
      ['a.x.w', 'a.y.w', 'b.x.w', 'b.y.w'],
      ['c.x.w', 'c.y.w', 'd.x.w', 'd.y.w'],
      ['> a.* -> c.*', '> b.* -> d.*'],
    ],
    ['one alone is not taken for another', ['a.w', 'z'], ['b.w', 'z'], ['- a.w', '+ b.w']],
    ['what has nothing in common', ['a', 'b'], ['c', 'd'], ['- a', '- b', '+ c', '+ d']],
  ];
  for (const [what, left, right, expected] of RULES) {
    it(what, async () => {
      expect(await renamed(left, right)).toEqual(expected);
    });
  }

  it('are not the same where shapes are others, but for a rule that leaves no name over', async () => {
    const left = stateOf(['net.a.w', 'net.b.w', 'c.w']);
    const right = stateOf(['model.a.w', 'model.b.w', 'c.w'], (at) => [at + 2, 7]);
    expect(marksOf(await sectionsOf(left, right))).toEqual([
      '- net.a.w',
      '- net.b.w',
      '~ c.w',
      '+ model.a.w',
      '+ model.b.w',
    ]);
    const [section] = await sectionsOf(
      stateOf(['a.w', 'b.w']),
      stateOf(['m.a.w', 'm.b.w'], (at) => [at + 2, 7]),
    );
    expect(section?.renames).toMatchObject([{ from: '*', to: 'm.*', by: 'name' }]);
    expect(section?.changes.map(({ name }) => name)).toEqual(['a.w', 'b.w']);
  });

  it('are found by their bytes where no rule tells', async () => {
    const values = Array.from({ length: 8 }, (_, at) => at + 0.5);
    const zeros = values.map(() => 0);
    const tree = (one: string, other: string): Value =>
      dict({
        [one]: float32([8], values),
        [other]: float32([8], zeros),
        kept: float32([2], [1, 2]),
      });
    const [left, right] = [await sideOfTree(tree('a', 'b')), await sideOfTree(tree('c', 'd'))];
    const byContent = await contentRenames(compareSides(left, right).unpaired);
    // Zeros are as good as any others: of them nothing is said.
    const { sections } = compareSides(left, right, { byContent });
    expect(marksOf(sections)).toEqual(['> a -> c', '- b', '+ d']);
  });

  it('can be said', async () => {
    const nameOf = (name: string, side: string) =>
      side === 'left' ? name.replace('odd.', 'even.') : name.replace('wrap.', '');
    const marks = marksOf(
      await sectionsOf(stateOf(['odd.a', 'b.c']), stateOf(['wrap.even.a', 'b.c']), { nameOf }),
    );
    expect(marks).toEqual([]);
  });

  it('are found among many in no time', async () => {
    const names = Array.from({ length: 20_000 }, (_, at) => `layers.${at >> 3}.m.${at % 8}.weight`);
    const same = () => [4, 4];
    const started = performance.now();
    const sections = await sectionsOf(
      stateOf(names, same),
      stateOf(
        names.map((name) => `model.${name}`),
        same,
      ),
    );
    expect(marksOf(sections)).toEqual(['> * -> model.*']);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
