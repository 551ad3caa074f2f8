import { describe, expect, it } from 'vitest';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { LimitError } from '../../../src/errors.ts';
import { pythonVocabulary } from '../../../src/formats/python/vocabulary.ts';
import { meaningOf, pickled } from '../../support/pickle-values.ts';
import { at } from '../../support/values.ts';

const { built, call, persistent } = pickled;
const python = (value: PickleValue) => meaningOf(value, [pythonVocabulary]).value;

describe('identity', () => {
  it('of shared values is kept', () => {
    const shared = pickled.list(1);
    const object = call('a.B', []);
    const value = python(pickled.tuple(shared, object, pickled.dict(['k', shared]), object));

    expect(at(value, '[2].k')).toBe(at(value, '[0]'));
    expect(at(value, '[3]')).toBe(at(value, '[1]'));
  });

  it('of cycles through a list, a dict or an object is kept', () => {
    const items = pickled.list();
    items.items.push(items);
    const entries = pickled.dict();
    entries.keys.push('self');
    entries.values.push(entries);
    const state = pickled.dict();
    const object = built('a.B', [], state);
    state.keys.push('self');
    state.values.push(object);

    for (const [pickledValue, step] of [
      [items, '[0]'],
      [entries, 'self'],
      [object, 'self'],
    ] as const) {
      const value = python(pickledValue);
      expect(at(value, step)).toBe(value);
    }
  });

  it('of a cycle through an OrderedDict is kept', () => {
    const ordered = call('collections.OrderedDict', [], { keys: ['self'] });
    ordered.effects?.values.push(ordered);
    const value = python(ordered);

    expect(value).toMatchObject({ kind: 'mapping', type: 'collections.OrderedDict' });
    expect(at(value, 'self')).toBe(value);
  });

  it('of a known call that is reached through its own arguments is that of an opaque value', () => {
    const items = pickled.list();
    const set = call('builtins.set', [items]);
    items.items.push(set);
    const value = python(set);

    expect(value).toMatchObject({ kind: 'opaque', type: 'builtins.set' });
    expect(at(value, '(0)[0]')).toBe(value);
  });

  for (const kind of ['extension', 'persistent', 'global'] as const) {
    it(`of a ${kind} that its own effects lead back to is kept`, () => {
      const effects = { states: [] as PickleValue[], keys: [], values: [], elements: [] };
      const value: PickleValue =
        kind === 'global'
          ? { ...pickled.global('a.B'), effects }
          : { kind, id: 1, offset: 0, effects };
      effects.states.push(value);
      const { value: meaning, anomalies } = meaningOf(value);

      expect(at(meaning, '__setstate__')).toBe(meaning);
      expect(anomalies.length).toBe(kind === 'persistent' ? 1 : 0);
    });
  }
});

describe('depth', () => {
  const nested = (depth: number, wrap: (inner: PickleValue) => PickleValue) => {
    let value: PickleValue = null;
    for (let level = 0; level < depth; level += 1) value = wrap(value);
    return value;
  };
  const wraps: readonly (readonly [string, (inner: PickleValue) => PickleValue])[] = [
    ['lists', (inner) => pickled.list(inner)],
    ['tuples', (inner) => pickled.tuple(inner)],
    ['dicts', (inner) => pickled.dict(['a', inner])],
    ['keys', (inner) => pickled.dict([inner, 'a'])],
    ['objects', (inner) => call('a.B', [inner])],
    ['states', (inner) => built('a.B', [], inner)],
    ['computed callees', (inner) => ({ ...call('', []), callee: inner })],
    ['known calls', (inner) => call('builtins.set', [pickled.list(inner)])],
    ['nested names', (inner) => call('builtins.getattr', [inner, 'x'])],
    ['persistent ids', (inner) => persistent(inner)],
  ];
  for (const [what, wrap] of wraps) {
    it(`of ${what} is limited`, () => {
      expect(() => meaningOf(nested(100, wrap), [pythonVocabulary])).not.toThrow();
      expect(() => meaningOf(nested(100_000, wrap), [pythonVocabulary])).toThrow(LimitError);
    });
  }

  it('is counted from the root, not over siblings', () => {
    const wide = pickled.list(...Array.from({ length: 100 }, () => pickled.list()));

    expect(() => meaningOf(wide, [], { depth: 2 })).not.toThrow();
    expect(() => meaningOf(pickled.list(wide), [], { depth: 2 })).toThrow(LimitError);
  });
});
