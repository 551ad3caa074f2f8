import { describe, expect, it } from 'vitest';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { LimitError } from '../../../src/errors.ts';
import {
  type CallMeaning,
  Interpreter,
  untouched,
  type Vocabulary,
} from '../../../src/formats/python/interpreter.ts';
import { pythonVocabulary } from '../../../src/formats/python/vocabulary.ts';
import type { Mapping, Opaque, Sequence, Value } from '../../../src/model/value.ts';
import { meaningOf, pickled } from '../../support/pickled.ts';
import { dict, float, global, list, mapping, opaque, tuple } from '../../support/values.ts';

const { built, bytes, call, persistent } = pickled;
const valueOf = (value: PickleValue, ...vocabularies: Vocabulary[]) =>
  meaningOf(value, vocabularies).value;
const python = (value: PickleValue) => valueOf(value, pythonVocabulary);
/** A vocabulary of one call. */
const knows = (name: string, meaning: CallMeaning): Vocabulary => ({
  calls: new Map([[name, meaning]]),
});

describe('values without a meaning of their own', () => {
  const SAME: readonly (readonly [PickleValue, Value])[] = [
    [null, null],
    [true, true],
    [5, 5],
    [2n ** 64n, 2n ** 64n],
    ['a', 'a'],
    [pickled.float(0.5), float(0.5)],
    [bytes(1, 2), { kind: 'bytes', bytes: Uint8Array.of(1, 2) }],
    [pickled.list(1, pickled.tuple(2)), list(1, tuple(2))],
    [pickled.frozenset('a'), { kind: 'frozenset', items: ['a'] }],
    [pickled.dict(['a', 1]), dict({ a: 1 })],
    [pickled.global('a.b'), global('a.b')],
  ];
  for (const [value, wanted] of SAME) {
    it(JSON.stringify(wanted, plainBigint), () => expect(valueOf(value)).toEqual(wanted));
  }

  it('stay opaque, with all that the file says', () => {
    const object = {
      ...call('a.B', [1, pickled.float(2)], {
        states: [pickled.dict(['x', 3])],
        keys: ['k'],
        values: [4],
        elements: [5],
      }),
      kwargs: pickled.dict(['name', 6]),
    };

    expect(valueOf(object)).toEqual(
      opaque('a.B', {
        args: [1, float(2)],
        kwargs: new Map([['name', 6]]),
        state: dict({ x: 3 }),
        items: [['k', 4]],
        elements: [5],
      }),
    );
  });

  it('keep parts that no pickler writes', () => {
    const twice = call('a.B', [], { states: [1, 2] });
    const odd = { ...call('a.B', []), args: 'computed', kwargs: pickled.dict([1, 2]) };

    expect(valueOf(twice)).toEqual(opaque('a.B', { state: list(1, 2) }));
    expect(valueOf(odd)).toEqual(opaque('a.B', { args: ['computed', mapping([1, 2])] }));
    expect(valueOf({ ...call('a.B', []), kwargs: pickled.dict() })).toEqual(opaque('a.B'));
  });

  it('are calls of what was called, where that is computed', () => {
    const made = { ...call('', [1]), callee: call('a.make', [2]) };
    const wanted = opaque('call', { args: [opaque('a.make', { args: [2] }), 1] });

    expect(valueOf(made)).toEqual(wanted);
  });

  it('may be a global that something was done to', () => {
    const touched = { ...pickled.global('a.B'), effects: call('', [], { states: [1] }).effects };

    expect(valueOf(touched)).toEqual(opaque('a.B', { state: 1 }));
  });

  it('are named where the pickle refers outside', () => {
    const outside = (kind: 'extension' | 'buffer' | 'computed-global'): PickleValue => ({
      ...{ kind, id: 7, offset: 0, effects: undefined },
    });

    expect(valueOf(outside('extension'))).toEqual(opaque('copyreg.extension', { args: [7] }));
    expect(valueOf(outside('buffer'))).toEqual(opaque('pickle.PickleBuffer'));
    expect(valueOf(outside('computed-global'))).toEqual(opaque('pickle.find_class', { args: [7] }));
  });

  it('notes persistent ids that mean nothing, and where', () => {
    const found = meaningOf({ ...persistent('x'), offset: 9 });

    expect(found.value).toEqual(opaque('persistent_load', { args: ['x'] }));
    expect(found.anomalies).toEqual([
      { kind: 'unknown-persistent-id', place: { file: 'f', offset: 9 }, data: {} },
    ]);
  });

  it('notes dicts with a key set twice', () => {
    const found = meaningOf(pickled.dict(['a', 1], ['a', 2], ['a', 3]));

    expect(found.value).toEqual(dict({ a: 3 }));
    expect(found.anomalies).toMatchObject([{ kind: 'duplicate-key', data: { count: 2 } }]);
  });
});

describe('known calls', () => {
  const twice = knows(
    'a.twice',
    untouched(({ args }, interpreter) => list(...interpreter.values([...args, ...args]))),
  );

  it('have their meaning, wherever they stand', () => {
    expect(valueOf(pickled.tuple(call('a.twice', [1])), twice)).toEqual(tuple(list(1, 1)));
  });

  it('stay opaque where something is done to what they give, or with keywords', () => {
    expect(valueOf(built('a.twice', [1], 2), twice)).toEqual(
      opaque('a.twice', { args: [1], state: 2 }),
    );
    const named = { ...call('a.twice', [1]), kwargs: pickled.dict(['k', 2]) };
    expect(valueOf(named, twice)).toMatchObject({ kind: 'opaque', type: 'a.twice' });
  });

  it('stay opaque where the meaning finds none, or the arguments are computed', () => {
    const never = knows('a.never', () => undefined);

    expect(valueOf(call('a.never', [1]), never)).toEqual(opaque('a.never', { args: [1] }));
    expect(valueOf({ ...call('a.twice', []), args: 'x' }, twice)).toEqual(
      opaque('a.twice', { args: ['x'] }),
    );
  });

  it('take the meaning of the first vocabulary that has one', () => {
    const other = knows('a.twice', () => 'other');

    expect(valueOf(call('a.twice', [1]), other, twice)).toBe('other');
  });

  it('may be names that a vocabulary knows', () => {
    const names: Vocabulary = {
      calls: new Map(),
      name: (name) => (name === 'torch.half' ? { kind: 'dtype', name: 'float16' } : undefined),
    };

    expect(valueOf(pickled.global('torch.half'), names)).toEqual({
      kind: 'dtype',
      name: 'float16',
    });
    expect(valueOf(pickled.global('torch.other'), names)).toEqual(global('torch.other'));
  });
});

describe('identity', () => {
  it('of shared values is kept', () => {
    const shared = pickled.list(1);
    const object = call('a.B', []);
    const value = valueOf(pickled.tuple(shared, object, pickled.dict(['k', shared]), object));
    const [first, second, third, fourth] = (value as Sequence).items;

    expect((third as Mapping).entries.get('k')).toBe(first);
    expect(fourth).toBe(second);
  });

  it('of cycles through a list, a dict or an object is kept', () => {
    const items = pickled.list();
    items.items.push(items);
    const entries = pickled.dict();
    entries.keys.push('self');
    entries.values.push(entries);
    const object = built('a.B', [], pickled.dict());
    (object.effects?.states[0] as typeof entries).keys.push('self');
    (object.effects?.states[0] as typeof entries).values.push(object);

    const [a, b, c] = [valueOf(items), valueOf(entries), valueOf(object)];
    expect((a as Sequence).items[0]).toBe(a);
    expect((b as Mapping).entries.get('self')).toBe(b);
    expect(((c as Opaque).state as Mapping).entries.get('self')).toBe(c);
  });

  it('of a cycle through an OrderedDict is kept', () => {
    const ordered = call('collections.OrderedDict', [], { keys: ['self'] });
    ordered.effects?.values.push(ordered);
    const value = python(ordered);

    expect(value).toMatchObject({ kind: 'mapping', type: 'collections.OrderedDict' });
    expect((value as Mapping).entries.get('self')).toBe(value);
  });

  it('of a known call that is reached through its own arguments is that of an opaque value', () => {
    const items = pickled.list();
    const set = call('builtins.set', [items]);
    items.items.push(set);
    const value = python(set);

    expect(value).toMatchObject({ kind: 'opaque', type: 'builtins.set' });
    expect(((value as Opaque).args?.[0] as Sequence).items[0]).toBe(value);
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

      expect((meaning as Opaque).state).toBe(meaning);
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

describe('what is odd', () => {
  it('has its place in the file', () => {
    const interpreter = new Interpreter([], { file: 'f', depth: 9, origin: 100 });
    interpreter.note('a', 5, { x: 1 });
    interpreter.noteOnce('b');
    interpreter.noteOnce('b');

    expect(interpreter.anomalies).toEqual([
      { kind: 'a', place: { file: 'f', offset: 105 }, data: { x: 1 } },
      { kind: 'b', place: { file: 'f', offset: 100 }, data: {} },
    ]);
  });
});

function plainBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
