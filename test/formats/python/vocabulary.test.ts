import { describe, expect, it } from 'vitest';
import type { Effects, PickleValue } from '../../../src/decoders/pickle/value.ts';
import { pythonVocabulary } from '../../../src/formats/python/vocabulary.ts';
import type { Bytes, Value } from '../../../src/model/value.ts';
import { meaningOf, pickled } from '../../support/pickle-values.ts';
import {
  bytesValue,
  dict,
  float,
  list,
  mapping,
  global as named,
  opaque,
  sequence,
} from '../../support/values.ts';

const { bytes, call, global, tuple } = pickled;
const meant = (value: PickleValue) => meaningOf(value, [pythonVocabulary]).value;
const items = (...all: PickleValue[]) => pickled.list(...all);
const bytearray = (...all: number[]): Bytes => ({
  kind: 'bytearray',
  bytes: Uint8Array.from(all),
});
const complex = (real: number, imaginary: number): Value => ({
  ...{ kind: 'complex', real, imaginary },
});

const KNOWN: readonly (readonly [string, PickleValue, Value])[] = [
  ['set()', call('builtins.set', []), sequence('set')],
  ['set([1, "a"])', call('builtins.set', [items(1, 'a')]), sequence('set', 1, 'a')],
  ['frozenset((1,))', call('builtins.frozenset', [tuple(1)]), sequence('frozenset', 1)],
  ['bytes()', call('builtins.bytes', []), bytesValue()],
  ['bytes in protocol 2', call('_codecs.encode', ['a\xff', 'latin1']), bytesValue(0x61, 0xff)],
  ['bytes as Python 2 has it', call('_codecs.encode', ['a', 'latin-1']), bytesValue(0x61)],
  ['bytearray()', call('builtins.bytearray', []), bytearray()],
  ['bytearray in protocol 3', call('builtins.bytearray', [bytes(1, 2)]), bytearray(1, 2)],
  ['bytearray in protocol 2', call('builtins.bytearray', ['\xff', 'latin-1']), bytearray(255)],
  [
    'bytearray of bytes in protocol 2',
    call('builtins.bytearray', [call('_codecs.encode', ['a', 'latin1'])]),
    bytearray(0x61),
  ],
  [
    'complex(1.5, -2.0)',
    call('builtins.complex', [pickled.float(1.5), pickled.float(-2)]),
    complex(1.5, -2),
  ],
  ['complex(1, 2)', call('builtins.complex', [1, 2]), complex(1, 2)],
  ['a nested class', call('builtins.getattr', [global('a.B'), 'C']), named('a.B.C')],
  [
    'a class nested twice',
    call('builtins.getattr', [call('builtins.getattr', [global('a.B'), 'C']), 'D']),
    named('a.B.C.D'),
  ],
];

const OPAQUE: readonly (readonly [string, PickleValue])[] = [
  ['a set of a dict', call('builtins.set', [pickled.dict()])],
  ['a set of a text', call('builtins.set', ['ab'])],
  ['a set of two arguments', call('builtins.set', [items(), items()])],
  ['a set that is added to', call('builtins.set', [], { elements: [1] })],
  ['bytes of a number', call('builtins.bytes', [5])],
  ['bytes in another encoding', call('_codecs.encode', ['a', 'rot13'])],
  ['bytes of wide characters', call('_codecs.encode', ['\u0100', 'latin1'])],
  ['bytes of one argument', call('_codecs.encode', ['a'])],
  ['bytearray of a number', call('builtins.bytearray', [5])],
  ['bytearray of three arguments', call('builtins.bytearray', ['a', 'latin-1', 'strict'])],
  ['complex of text', call('builtins.complex', ['1', '2'])],
  ['complex of one number', call('builtins.complex', [1])],
  ['a method of an object', call('builtins.getattr', [call('a.B', []), 'run'])],
  ['getattr with a computed name', call('builtins.getattr', [global('a.B'), call('a.b', [])])],
  ['getattr with a default', call('builtins.getattr', [global('a.B'), 'c', 5])],
  ['a call of eval', call('builtins.eval', ['1'])],
];

describe('Python’s own values', () => {
  for (const [what, value, wanted] of KNOWN) {
    it(what, () => expect(meant(value)).toEqual(wanted));
  }

  for (const [what, value] of OPAQUE) {
    it(`leaves ${what}`, () => expect(meant(value)).toMatchObject({ kind: 'opaque' }));
  }
});

describe('the dict classes', () => {
  const set: Partial<Effects> = { keys: ['a', 'b'], values: [1, 2] };
  const pairs = items(items('a', 1), items('b', 2));
  const attributes = { ...set, states: [pickled.dict(['_metadata', 5])] };
  const both = dict({ a: 1, b: 2 });

  const relatives: readonly (readonly [string, PickleValue, Value])[] = [
    [
      'OrderedDict by Python 3',
      call('collections.OrderedDict', [], set),
      { ...both, type: 'collections.OrderedDict' },
    ],
    [
      'OrderedDict by Python 2',
      call('collections.OrderedDict', [pairs]),
      { ...both, type: 'collections.OrderedDict' },
    ],
    [
      'OrderedDict of tuples',
      call('collections.OrderedDict', [items(tuple('a', 1))]),
      { ...dict({ a: 1 }), type: 'collections.OrderedDict' },
    ],
    [
      'OrderedDict that is set further',
      call('collections.OrderedDict', [items(items('a', 0))], set),
      { ...both, type: 'collections.OrderedDict' },
    ],
    [
      'a state dict with its attributes',
      call('collections.OrderedDict', [], attributes),
      { ...both, type: 'collections.OrderedDict', attributes: dict({ _metadata: 5 }) },
    ],
    [
      'defaultdict',
      call('collections.defaultdict', [global('builtins.list')], set),
      { ...both, type: 'collections.defaultdict' },
    ],
    [
      'defaultdict without a factory',
      call('collections.defaultdict', []),
      { ...dict({}), type: 'collections.defaultdict' },
    ],
    [
      'Counter',
      call('collections.Counter', [pickled.dict(['a', 1], [5, 2])]),
      { ...mapping(['a', 1], [5, 2]), type: 'collections.Counter' },
    ],
    [
      'an empty Counter',
      call('collections.Counter', []),
      { ...dict({}), type: 'collections.Counter' },
    ],
  ];
  for (const [what, value, wanted] of relatives) {
    it(what, () => expect(meant(value)).toEqual(wanted));
  }

  const nonsense: readonly (readonly [string, PickleValue])[] = [
    ['OrderedDict of a dict', call('collections.OrderedDict', [pickled.dict()])],
    ['OrderedDict of triples', call('collections.OrderedDict', [items(items(1, 2, 3))])],
    ['OrderedDict of texts', call('collections.OrderedDict', [items('ab')])],
    ['OrderedDict of two arguments', call('collections.OrderedDict', [items(), items()])],
    ['OrderedDict that is appended to', call('collections.OrderedDict', [], { elements: [1] })],
    ['OrderedDict with two states', call('collections.OrderedDict', [], { states: [1, 2] })],
    ['defaultdict of two arguments', call('collections.defaultdict', [null, pickled.dict()])],
    ['Counter of a text', call('collections.Counter', ['aab'])],
  ];
  for (const [what, value] of nonsense) {
    it(`leaves ${what}`, () => expect(meant(value)).toMatchObject({ kind: 'opaque' }));
  }

  it('keeps what makes no sense, all of it', () => {
    expect(meant(call('collections.OrderedDict', [items(1)], set))).toEqual(
      opaque('collections.OrderedDict', {
        args: [list(1)],
        items: [
          ['a', 1],
          ['b', 2],
        ],
      }),
    );
    expect(meant(call('builtins.complex', [pickled.float(1)]))).toEqual(
      opaque('builtins.complex', { args: [float(1)] }),
    );
  });

  it('notes a key that stands twice', () => {
    const twice = call('collections.OrderedDict', [items(items('a', 1), items('a', 2))]);

    expect(meaningOf(twice, [pythonVocabulary]).anomalies).toMatchObject([
      { kind: 'duplicate-key', data: { count: 1 } },
    ]);
  });
});
