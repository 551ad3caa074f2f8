import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../src/bytes/cursor.ts';
import { unpickle } from '../../../src/decoders/pickle/index.ts';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { numpyVocabulary } from '../../../src/formats/python/numpy.ts';
import { pythonVocabulary } from '../../../src/formats/python/vocabulary.ts';
import type { NdArray, Value } from '../../../src/model/value.ts';
import { hex } from '../../support/bytes.ts';
import { meaningOf, pickled } from '../../support/pickle-values.ts';
import { bytesValue, float } from '../../support/values.ts';

const { built, bytes, call, global, list, tuple } = pickled;
const meant = (value: PickleValue) => meaningOf(value, [numpyVocabulary, pythonVocabulary]).value;

const dtype = (code: string, order = '|', size = -1, ...metadata: PickleValue[]) =>
  built(
    'numpy.dtype',
    [code, false, true],
    tuple(3, order, null, null, null, size, -1, 0, ...metadata),
  );
const pair = built(
  'numpy.dtype',
  ['V3', false, true],
  tuple(
    ...[3, '|', null, tuple('a', 'b')],
    pickled.dict(['a', tuple(dtype('i1'), 0)], ['b', tuple(dtype('i2', '>'), 1)]),
    ...[3, 1, 16],
  ),
);
const seconds = (order: string) => dtype('M8', order, -1, tuple(null, tuple(bytes(0x73), 1, 1, 1)));

/** `_reconstruct(ndarray, (0,), b'b')` and the state of `ndarray.__reduce__`. */
const array = (
  type: PickleValue,
  shape: readonly PickleValue[],
  data: PickleValue,
  fortran = false,
  core = 'numpy.core',
) =>
  built(
    `${core}.multiarray._reconstruct`,
    [global('numpy.ndarray'), tuple(0), bytes(0x62)],
    tuple(1, tuple(...shape), type, fortran, data),
  );
const fromBuffer = (type: PickleValue, shape: number[], data: PickleValue, order = 'C') =>
  call('numpy._core.numeric._frombuffer', [data, type, tuple(...shape), order]);
const scalar = (type: PickleValue, data: PickleValue) =>
  call('numpy.core.multiarray.scalar', [type, data]);

const read = (
  name: string,
  shape: readonly number[],
  data: NdArray['data'],
  itemBytes: number,
  fortran = false,
): NdArray => ({ kind: 'ndarray', dtype: name, shape, fortran, data, itemBytes });

const ARRAYS: readonly (readonly [string, PickleValue, NdArray])[] = [
  [
    'little-endian numbers',
    array(dtype('i2', '<'), [2], bytes(1, 0, 2, 0)),
    read('int16', [2], hex('0100 0200'), 2),
  ],
  [
    'big-endian numbers, swapped as numpy does',
    array(dtype('i2', '>'), [2], bytes(0, 1, 0, 2)),
    read('int16', [2], hex('0100 0200'), 2),
  ],
  [
    'big-endian complex numbers, each half of which is swapped',
    array(dtype('c8', '>'), [1], bytes(1, 2, 3, 4, 5, 6, 7, 8)),
    read('complex64', [1], hex('04030201 08070605'), 8),
  ],
  [
    'big-endian text, each character of which is swapped',
    array(dtype('U2', '>', 8), [1], bytes(0, 0, 0, 0x61, 0, 0, 0, 0x62)),
    read('<U2', [1], hex('61000000 62000000'), 8),
  ],
  [
    'big-endian times',
    array(seconds('>'), [1], bytes(0, 0, 0, 0, 0, 0, 0, 1)),
    read('datetime64[s]', [1], hex('01000000 00000000'), 8),
  ],
  [
    'numpy 2’s name',
    array(dtype('u1'), [1], bytes(7), false, 'numpy._core'),
    read('uint8', [1], hex('07'), 1),
  ],
  [
    'Fortran order',
    array(dtype('i1'), [2, 2], bytes(1, 3, 2, 4), true),
    read('int8', [2, 2], hex('01030204'), 1, true),
  ],
  ['no dimensions', array(dtype('b1'), [], bytes(1)), read('bool', [], hex('01'), 1)],
  ['no elements', array(dtype('f4', '<'), [0, 3], bytes()), read('float32', [0, 3], hex(''), 4)],
  ['objects', array(dtype('O8'), [2], list(null, 'a')), read('object', [2], [null, 'a'], 0)],
  [
    'structures, as they lie',
    array(pair, [1], bytes(1, 0, 2)),
    read("[('a', 'i1'), ('b', '>i2')]", [1], hex('010002'), 3),
  ],
  [
    'bytes of fixed width',
    array(dtype('S2', '|', 2), [1], bytes(1, 0)),
    read('|S2', [1], hex('0100'), 2),
  ],
  [
    'protocol 5',
    fromBuffer(dtype('i2', '<'), [2], { kind: 'bytearray', bytes: hex('01000200') }),
    read('int16', [2], hex('0100 0200'), 2),
  ],
  [
    'protocol 5 in Fortran order',
    fromBuffer(dtype('i1'), [2, 2], bytes(1, 3, 2, 4), 'F'),
    read('int8', [2, 2], hex('01030204'), 1, true),
  ],
  [
    'protocol 5 keeps a foreign byte order',
    fromBuffer(dtype('i2', '>'), [1], bytes(0, 1)),
    read('>i2', [1], hex('0001'), 2),
  ],
];

describe('a numpy array', () => {
  for (const [what, value, wanted] of ARRAYS) {
    it(`of ${what}`, () => expect(meant(value)).toEqual(wanted));
  }

  it('leaves the bytes of the pickle as they are', () => {
    const data = bytes(0, 1);
    meant(array(dtype('i2', '>'), [1], data));

    expect(data).toEqual(bytes(0, 1));
  });
});

const NOT_ARRAYS: readonly (readonly [string, PickleValue])[] = [
  ['too few bytes', array(dtype('i2', '<'), [2], bytes(1, 0, 2))],
  ['too many bytes', array(dtype('i2', '<'), [1], bytes(1, 0, 2))],
  ['a shape beyond all numbers', array(dtype('u1'), [2 ** 52, 2 ** 52, 2 ** 52], bytes(1))],
  ['a negative size', array(dtype('u1'), [-1], bytes())],
  ['a size that is text', array(dtype('u1'), ['1'], bytes(1))],
  ['too few objects', array(dtype('O8'), [2], list(null))],
  ['objects that are bytes', array(dtype('O8'), [1], bytes(1))],
  ['numbers that are a list', array(dtype('u1'), [1], list(1))],
  ['no dtype', array('u1', [1], bytes(1))],
  ['an unknown dtype', array(dtype('q8'), [1], bytes(1))],
  [
    'a class of its own',
    built(
      'numpy.core.multiarray._reconstruct',
      [global('a.Array'), tuple(0), bytes(0x62)],
      tuple(1, tuple(1), dtype('u1'), false, bytes(1)),
    ),
  ],
  [
    'no state',
    call('numpy.core.multiarray._reconstruct', [global('numpy.ndarray'), tuple(0), bytes(0x62)]),
  ],
  ['an unknown order', fromBuffer(dtype('u1'), [1], bytes(1), 'A')],
  ['too few arguments', call('numpy._core.numeric._frombuffer', [bytes(1), dtype('u1')])],
];

describe('what is no numpy array', () => {
  for (const [what, value] of NOT_ARRAYS) {
    it(`${what} stays opaque`, () => expect(meant(value)).toMatchObject({ kind: 'opaque' }));
  }
});

const SCALARS: readonly (readonly [string, PickleValue, string, Value])[] = [
  ['a float32', scalar(dtype('f4', '<'), bytes(0, 0, 0, 0x3f)), 'float32', float(0.5)],
  ['a big-endian float32', scalar(dtype('f4', '>'), bytes(0x3f, 0, 0, 0)), 'float32', float(0.5)],
  ['an int64', scalar(dtype('i8', '<'), bytes(5, 0, 0, 0, 0, 0, 0, 0)), 'int64', 5],
  ['a bool', scalar(dtype('b1'), bytes(1)), 'bool', true],
  [
    'a complex',
    scalar(dtype('c8', '>'), bytes(0x3f, 0, 0, 0, 0xbf, 0, 0, 0)),
    'complex64',
    { kind: 'complex', real: 0.5, imaginary: -0.5 },
  ],
  [
    'a text',
    scalar(dtype('U3', '<', 12), bytes(...[97, 0, 0, 0], ...[98, 0, 0, 0], ...[0, 0, 0, 0])),
    '<U3',
    'ab',
  ],
  ['bytes', scalar(dtype('S2', '|', 2), bytes(1, 2)), '|S2', bytesValue(1, 2)],
  [
    'a time',
    scalar(seconds('<'), bytes(1, 0, 0, 0, 0, 0, 0, 0)),
    'datetime64[s]',
    bytesValue(1, 0, 0, 0, 0, 0, 0, 0),
  ],
  ['an object', scalar(dtype('O8'), list(1)), 'object', { kind: 'list', items: [1] }],
  [
    'text that is none',
    scalar(dtype('U1', '<', 4), bytes(0, 0, 0x11, 0)),
    '<U1',
    bytesValue(0, 0, 0x11, 0),
  ],
];

describe('a numpy scalar', () => {
  for (const [what, value, name, wanted] of SCALARS) {
    it(`that is ${what}`, () => {
      expect(meant(value)).toEqual({ kind: 'numpy_scalar', dtype: name, value: wanted });
    });
  }

  const not: readonly (readonly [string, PickleValue])[] = [
    ['too few bytes', scalar(dtype('f4', '<'), bytes(0, 0, 0))],
    ['no bytes', scalar(dtype('f4', '<'), 0)],
    ['no dtype', scalar('f4', bytes(0, 0, 0, 0))],
    ['three arguments', call('numpy.core.multiarray.scalar', [dtype('b1'), bytes(1), 1])],
  ];
  for (const [what, value] of not) {
    it(`of ${what} stays opaque`, () => expect(meant(value)).toMatchObject({ kind: 'opaque' }));
  }
});

/** `pickle.dumps(x, protocol)` by numpy 2.4. */
const WRITTEN: readonly (readonly [expression: string, protocol: number, pickle: string, Value])[] =
  [
    [
      "np.array([1, -2], dtype='<i2')",
      2,
      '8002636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7100636e756d70790a6e6461727261790a71014b00857102635f636f646563730a656e636f64650a7103580100000062710458060000006c6174696e317105867106527107877108527109284b014b0285710a636e756d70790a64747970650a710b58020000006932710c898887710d52710e284b0358010000003c710f4e4e4e4affffffff4affffffff4b007471106289680358060000000100c3bec3bf71116805867112527113747114622e',
      read('int16', [2], hex('0100 feff'), 2),
    ],
    [
      "np.array([1, -2], dtype='<i2')",
      5,
      '80059578000000000000008c136e756d70792e5f636f72652e6e756d65726963948c0b5f66726f6d627566666572949394289604000000000000000100feff948c056e756d7079948c0564747970659493948c02693294898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b0285948c014394749452942e',
      read('int16', [2], hex('0100 feff'), 2),
    ],
    [
      "np.array([1.5], dtype='>f4')",
      2,
      '8002636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7100636e756d70790a6e6461727261790a71014b00857102635f636f646563730a656e636f64650a7103580100000062710458060000006c6174696e317105867106527107877108527109284b014b0185710a636e756d70790a64747970650a710b58020000006634710c898887710d52710e284b0358010000003e710f4e4e4e4affffffff4affffffff4b007471106289680358050000003fc380000071116805867112527113747114622e',
      read('float32', [1], hex('0000c03f'), 4),
    ],
    [
      "np.array([None, 'a'], dtype=object)",
      4,
      '8004958f000000000000008c166e756d70792e5f636f72652e6d756c74696172726179948c0c5f7265636f6e7374727563749493948c056e756d7079948c076e6461727261799493944b0085944301629487945294284b014b02859468038c0564747970659493948c024f3894898887945294284b038c017c944e4e4e4affffffff4affffffff4b3f749462895d94284e8c016194657494622e',
      read('object', [2], [null, 'a'], 0),
    ],
    [
      "np.str_('ab')",
      4,
      '80049564000000000000008c166e756d70792e5f636f72652e6d756c74696172726179948c067363616c61729493948c056e756d7079948c0564747970659493948c02553294898887945294284b038c013c944e4e4e4b084b044b087494624308610000006200000094869452942e',
      { kind: 'numpy_scalar', dtype: '<U2', value: 'ab' },
    ],
  ];

describe('as numpy writes it', () => {
  for (const [expression, protocol, pickle, wanted] of WRITTEN) {
    it(`${expression} in protocol ${protocol}`, () => {
      expect(meant(unpickle(new Cursor(hex(pickle), 'f')).value)).toEqual(wanted);
    });
  }
});
