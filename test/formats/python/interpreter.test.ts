import { describe, expect, it } from 'vitest';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { type CallMeaning, untouched, type Vocabulary } from '../../../src/formats/python/call.ts';
import { Interpreter } from '../../../src/formats/python/interpreter.ts';
import type { Value } from '../../../src/model/value.ts';
import { meaningOf, pickled } from '../../support/pickle-values.ts';
import {
  dict,
  float,
  list,
  mapping,
  global as named,
  opaque,
  tuple,
} from '../../support/values.ts';

const { built, bytes, call, persistent } = pickled;
const meant = (value: PickleValue, ...vocabularies: Vocabulary[]) =>
  meaningOf(value, vocabularies).value;
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
    [pickled.global('a.b'), named('a.b')],
  ];
  for (const [value, wanted] of SAME) {
    it(JSON.stringify(wanted, plainBigint), () => expect(meant(value)).toEqual(wanted));
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

    expect(meant(object)).toEqual(
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

    expect(meant(twice)).toEqual(opaque('a.B', { state: list(1, 2) }));
    expect(meant(odd)).toEqual(opaque('a.B', { args: ['computed', mapping([1, 2])] }));
    expect(meant({ ...call('a.B', []), kwargs: pickled.dict() })).toEqual(opaque('a.B'));
  });

  it('are calls of what was called, where that is computed', () => {
    const made = { ...call('', [1]), callee: call('a.make', [2]) };
    const wanted = opaque('call', { args: [opaque('a.make', { args: [2] }), 1] });

    expect(meant(made)).toEqual(wanted);
  });

  it('may be a global that something was done to', () => {
    const touched = { ...pickled.global('a.B'), effects: call('', [], { states: [1] }).effects };

    expect(meant(touched)).toEqual(opaque('a.B', { state: 1 }));
  });

  it('are named where the pickle refers outside', () => {
    const outside = (kind: 'extension' | 'buffer' | 'computed-global'): PickleValue => ({
      ...{ kind, id: 7, offset: 0, effects: undefined },
    });

    expect(meant(outside('extension'))).toEqual(opaque('copyreg.extension', { args: [7] }));
    expect(meant(outside('buffer'))).toEqual(opaque('pickle.PickleBuffer'));
    expect(meant(outside('computed-global'))).toEqual(opaque('pickle.find_class', { args: [7] }));
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
    expect(meant(pickled.tuple(call('a.twice', [1])), twice)).toEqual(tuple(list(1, 1)));
  });

  it('stay opaque where something is done to what they give, or with keywords', () => {
    expect(meant(built('a.twice', [1], 2), twice)).toEqual(
      opaque('a.twice', { args: [1], state: 2 }),
    );
    const named = { ...call('a.twice', [1]), kwargs: pickled.dict(['k', 2]) };
    expect(meant(named, twice)).toMatchObject({ kind: 'opaque', type: 'a.twice' });
  });

  it('stay opaque where the meaning finds none, or the arguments are computed', () => {
    const never = knows('a.never', () => undefined);

    expect(meant(call('a.never', [1]), never)).toEqual(opaque('a.never', { args: [1] }));
    expect(meant({ ...call('a.twice', []), args: 'x' }, twice)).toEqual(
      opaque('a.twice', { args: ['x'] }),
    );
  });

  it('take the meaning of the first vocabulary that has one', () => {
    const other = knows('a.twice', () => 'other');

    expect(meant(call('a.twice', [1]), other, twice)).toBe('other');
  });

  it('may be names that a vocabulary knows', () => {
    const names: Vocabulary = {
      calls: new Map(),
      name: (name) => (name === 'torch.half' ? { kind: 'dtype', name: 'float16' } : undefined),
    };

    expect(meant(pickled.global('torch.half'), names)).toEqual({
      kind: 'dtype',
      name: 'float16',
    });
    expect(meant(pickled.global('torch.other'), names)).toEqual(named('torch.other'));
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
