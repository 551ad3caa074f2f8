import { describe, expect, it } from 'vitest';
import type { PickleValue } from '../../src/decoders/pickle/value.ts';
import { findPlaces } from '../../src/loads/places.ts';
import { pickled } from '../support/pickle-values.ts';

const { built, call, dict, float, global, list, persistent, tuple } = pickled;
const NAME = 'm.C';
const instance = (state: PickleValue = null) => built(NAME, [], state);
const pathsIn = (root: PickleValue) => findPlaces(root, new Set([NAME])).get(NAME)?.paths;

describe('the place of a name', () => {
  const cases: Readonly<Record<string, readonly [PickleValue, readonly string[] | undefined]>> = {
    'the root': [instance(), ['']],
    'a value by its key': [dict(['a', instance()]), ['a']],
    'a key that needs quotes': [dict(['a b', instance()]), ["['a b']"]],
    'keys that are no text': [
      dict([1, instance()], [null, instance()], [float(0.5), instance()]),
      ['[1]', '[None]', '[0.5]'],
    ],
    'a key that has no spelling: the whole': [dict(['a', dict([tuple(1), instance()])]), ['a']],
    'an item of a list in a tuple': [tuple(0, list(0, instance())), ['[1][1]']],
    'the class as a value': [dict(['loss', global(NAME)]), ['loss']],
    'an attribute of an instance': [built('m.D', [], dict(['x', instance()])), ['x']],
    'an attribute in slots': [built('m.D', [], tuple(null, dict(['x', instance()]))), ['x']],
    'a state of another shape: the instance': [
      dict(['n', built('m.D', [], tuple(1, instance()))]),
      ['n'],
    ],
    'an argument: what is called': [dict(['n', call('m.f', [tuple(global(NAME))])]), ['n']],
    'an element of what a call is given': [
      dict(['n', call('m.Set', [list(1, instance())])]),
      ['n[1]'],
    ],
    'an id: what it refers to': [dict(['n', persistent(tuple('module', global(NAME)))]), ['n']],
    'plain values of OmegaConf': [
      dict([
        'cfg',
        built(
          'omegaconf.dictconfig.DictConfig',
          [],
          dict([
            '_content',
            dict(['lr', built('omegaconf.nodes.AnyNode', [], dict(['_val', instance()]))]),
          ]),
        ),
      ]),
      ['cfg.lr'],
    ],
    'what OmegaConf hides: the container': [
      dict([
        'cfg',
        built('omegaconf.dictconfig.DictConfig', [], dict(['_parent', dict(['x', instance()])])),
      ]),
      ['cfg'],
    ],
    nowhere: [dict(['a', 1]), undefined],
  };
  for (const [what, [root, paths]] of Object.entries(cases)) {
    it(`is ${what}`, () => expect(pathsIn(root)).toEqual(paths));
  }

  it('is told five times, and counted', () => {
    const places = findPlaces(
      list(...Array.from({ length: 9 }, () => instance())),
      new Set([NAME]),
    );
    expect(places.get(NAME)).toEqual({ paths: ['[0]', '[1]', '[2]', '[3]', '[4]'], count: 9 });
  });

  it('is found below what holds itself, and below any depth', () => {
    const circle = list();
    circle.items.push(circle, instance());
    expect(pathsIn(circle)).toEqual(['[1]']);
    let deep: PickleValue = instance();
    for (let level = 0; level < 200_000; level += 1) deep = list(deep);
    expect(pathsIn(deep)?.[0]).toHaveLength(600_000);
  });
});
