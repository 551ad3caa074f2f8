import { describe, expect, it } from 'vitest';
import { LimitError } from '../../src/errors.ts';
import type { NdArray, Value } from '../../src/model/value.ts';
import { jsonText } from '../../src/render/json-text.ts';
import { type PlainOptions, PlainTree } from '../../src/render/plain-tree.ts';
import {
  bytesValue,
  dict,
  float,
  global,
  instance,
  list,
  mapping,
  opaque,
  sequence,
  storage,
  tensor,
  tuple,
} from '../support/values.ts';

const json = (value: Value, options: Partial<PlainOptions> = {}) =>
  jsonText(new PlainTree({ file: 'm', ...options }).of(value));
/** As JavaScript reads it back. */
const parsed = (value: Value, options: Partial<PlainOptions> = {}) =>
  JSON.parse(json(value, options));

const TEXTS: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['true', true],
  ['5', 5],
  ['-9007199254740991', -(2 ** 53 - 1)],
  ['{"$int":"9007199254740993"}', 2n ** 53n + 1n],
  ['2.0', float(2)],
  ['-0.0', float(-0)],
  ['1e-05', float(1e-5)],
  ['1e+16', float(1e16)],
  ['{"$float":"nan"}', float(Number.NaN)],
  ['{"$float":"-inf"}', float(Number.NEGATIVE_INFINITY)],
  ['{"$complex":[1.5,-2.0]}', { kind: 'complex', real: 1.5, imaginary: -2 }],
  ['"it\'s \\"x\\""', 'it\'s "x"'],
  ['"\\u001b[2J\\u202e\\u007f\\u0085é😀"', '\u001b[2J\u202e\u007f\u0085é😀'],
  ['"\\ud800"', '\ud800'],
  ['"\\udb40\\udc41"', '\u{e0041}'],
  ['{"$bytes":"AAH/"}', bytesValue(0, 1, 255)],
  ['{"$bytes":""}', bytesValue()],
  ['{"$bytearray":"YQ=="}', { kind: 'bytearray', bytes: Uint8Array.of(0x61) }],
  ['[1,"a"]', list(1, 'a')],
  ['[1,[]]', tuple(1, tuple())],
  ['[2,3]', sequence('size', 2, 3)],
  ['{"$set":[1]}', sequence('set', 1)],
  ['{"$frozenset":[]}', sequence('frozenset')],
  ['{"a":1,"b":{}}', dict({ a: 1, b: dict({}) })],
  ['{"0":"a","-1":"b","x":"c"}', mapping([0, 'a'], [-1, 'b'], ['x', 'c'])],
  ['{"$dict":[[0,"a"],["0","b"]]}', mapping([0, 'a'], ['0', 'b'])],
  ['{"$dict":[[null,1],["x",2]]}', mapping([null, 1], ['x', 2])],
  ['{"$dict":[[[1,2],3]]}', mapping([tuple(1, 2), 3])],
  ['{"$$x":1,"$$$y":2}', dict({ $x: 1, $$y: 2 })],
  [
    '{"__proto__":{"a":1},"constructor":2}',
    mapping(['__proto__', dict({ a: 1 })], ['constructor', 2]),
  ],
  ['{"$type":"collections.Counter","a":1}', { ...dict({ a: 1 }), type: 'collections.Counter' }],
  ['{"a":1}', { ...dict({ a: 1 }), type: 'collections.OrderedDict' }],
  ['{"$global":"a.B"}', global('a.B')],
  ['{"$dtype":"float32"}', { kind: 'dtype', name: 'float32' }],
  ['{"$device":"cuda:0"}', { kind: 'device', name: 'cuda:0' }],
  ['0.5', { kind: 'numpy_scalar', dtype: 'float64', value: float(0.5) }],
  ['{"$storage":{"dtype":"uint8","byteLength":4,"device":"cpu"}}', storage(new Uint8Array(4))],
];

describe('a value as JSON', () => {
  for (const [text, value] of TEXTS) {
    it(text, () => {
      expect(json(value)).toBe(text);
      expect(() => JSON.parse(text)).not.toThrow();
    });
  }

  it('has bytes of any length in one piece', () => {
    const bytes = Array.from({ length: 10_000 }, (_, index) => index % 251);

    expect(parsed(bytesValue(...bytes)).$bytes).toBe(Buffer.from(bytes).toString('base64'));
  });
});

const OBJECTS: readonly (readonly [string, Value, object])[] = [
  [
    'a call',
    opaque('a.b', { args: [1], kwargs: new Map([['k', 2]]) }),
    { $type: 'a.b', $args: [1], $kwargs: { k: 2 } },
  ],
  ['attributes', instance('a.B', { x: 1, $y: 2 }), { $type: 'a.B', x: 1, $$y: 2 }],
  ['a state that is no dict', opaque('a.B', { state: 5 }), { $type: 'a.B', $state: 5 }],
  [
    'a state with keys that are no text',
    opaque('a.B', { state: mapping([null, 1]) }),
    { $type: 'a.B', $state: { $dict: [[null, 1]] } },
  ],
  ['a dict of its own class', opaque('a.Dict', { items: [['x', 1]] }), { $type: 'a.Dict', x: 1 }],
  [
    'a dict of its own class with attributes',
    opaque('a.Dict', { state: dict({ y: 2 }), items: [['x', 1]] }),
    { $type: 'a.Dict', $items: { x: 1 }, y: 2 },
  ],
  [
    'items that collide',
    opaque('a.Dict', {
      items: [
        [1, 'a'],
        ['1', 'b'],
      ],
    }),
    {
      $type: 'a.Dict',
      $items: [
        [1, 'a'],
        ['1', 'b'],
      ],
    },
  ],
  [
    'a list of its own class',
    opaque('a.List', { elements: [1, 2] }),
    { $type: 'a.List', $elements: [1, 2] },
  ],
  [
    'a path',
    opaque('pathlib.PosixPath', { args: ['/', 'x'] }),
    { $type: 'pathlib.PosixPath', $repr: "PosixPath('/x')", $args: ['/', 'x'] },
  ],
  [
    'an OmegaConf',
    instance('omegaconf.dictconfig.DictConfig', { _content: dict({ lr: 1 }), _parent: null }),
    { $type: 'omegaconf.dictconfig.DictConfig', lr: 1 },
  ],
  [
    'a list of OmegaConf',
    instance('omegaconf.listconfig.ListConfig', { _content: list(1, 2) }),
    { $type: 'omegaconf.listconfig.ListConfig', $elements: [1, 2] },
  ],
];

describe('an object as JSON', () => {
  for (const [what, value, wanted] of OBJECTS) {
    it(what, () => expect(parsed(value)).toEqual(wanted));
  }
});

describe('a tensor as JSON', () => {
  const weight = tensor([2, 3], { dtype: 'float32' });
  const array: NdArray = {
    kind: 'ndarray',
    ...{ dtype: 'object', shape: [2], fortran: false, data: [1, 'a'], itemBytes: 0 },
  };

  it('says what there is beside its elements, where it is not the usual', () => {
    expect(parsed(weight)).toEqual({
      $tensor: { dtype: 'float32', shape: [2, 3], byteLength: 24 },
    });
    const odd = tensor([2], {
      ...{ device: 'cuda:0', requiresGrad: true, parameter: true, subclass: 'a.T' },
      storage: { ...storage(new Uint8Array(2)), source: null },
      parts: new Map([['scale', float(0.5)]]),
    });
    expect(parsed(odd)).toEqual({
      $tensor: {
        ...{ dtype: 'uint8', shape: [2], byteLength: 2, device: 'cuda:0', requiresGrad: true },
        ...{ parameter: true, subclass: 'a.T', stored: false, parts: { scale: 0.5 } },
      },
    });
    expect(parsed(array)).toEqual({
      $ndarray: { dtype: 'object', shape: [2], byteLength: 0, items: [1, 'a'] },
    });
  });

  it('has its digest, and what it shares, where they are known', () => {
    const other = { ...weight };
    const digests = new Map([[weight, 'abc']]);
    const sharing = new Map([[other, { path: 'a', isTied: true }]]);

    expect(parsed(list(weight, other), { digests, sharing })).toEqual([
      { $tensor: expect.objectContaining({ sha256: 'abc' }) },
      { $tensor: expect.objectContaining({ tiedTo: 'a' }) },
    ]);
  });
});

describe('a tree that is no tree', () => {
  it('refers to what is around', () => {
    const items: Value[] = [];
    const itself: Value = { kind: 'list', items };
    items.push(1, dict({ up: itself }));

    expect(parsed(dict({ a: itself }))).toEqual({ a: [1, { up: { $ref: '.a' } }] });
  });

  it('writes what is shared wherever it stands', () => {
    const shared = list(1);

    expect(json(dict({ a: shared, b: shared }))).toBe('{"a":[1],"b":[1]}');
  });

  const bombs: readonly (readonly [string, () => Value])[] = [
    [
      'lists that double with each level',
      () => {
        let bomb = list(1);
        for (let level = 0; level < 40; level += 1) bomb = list(bomb, bomb);
        return bomb;
      },
    ],
    [
      'a long list that stands very often',
      () => {
        const long = list(...new Array<number>(30_000).fill(1));
        return list(...new Array<Value>(30_000).fill(long));
      },
    ],
    [
      'long bytes that stand very often',
      () => list(...new Array<Value>(3000).fill(bytesValue(...new Array<number>(100_000).fill(1)))),
    ],
    [
      'a long text that stands very often',
      () => list(...new Array<Value>(9000).fill('x'.repeat(100_000))),
    ],
    [
      'a long key that stands very often',
      () => list(...new Array<Value>(9000).fill(dict({ ['x'.repeat(100_000)]: 1 }))),
    ],
  ];
  for (const [what, bomb] of bombs) {
    it(`refuses ${what}, and soon`, () => {
      const value = bomb();
      const start = performance.now();

      expect(() => json(value)).toThrow(LimitError);
      expect(performance.now() - start).toBeLessThan(10_000);
    });
  }
});

describe('a tree to some depth', () => {
  const tree = dict({ a: dict({ b: list(1, 2), c: 3, d: dict({}) }), t: tensor([2]) });

  it('says how much lies deeper', () => {
    expect(parsed(tree, { depth: 1 })).toMatchObject({ a: { $hidden: 3 }, t: { $tensor: {} } });
    expect(parsed(tree, { depth: 2 })).toMatchObject({ a: { b: { $hidden: 2 }, c: 3, d: {} } });
    expect(parsed(tree, { depth: 0 })).toEqual({ $hidden: 2 });
    expect(parsed(tree, { depth: 9 })).toEqual(parsed(tree));
  });
});
