import { expect, it, describe as suite } from 'vitest';
import type { NdArray, Value } from '../../src/model/value.ts';
import { describe, describeFold } from '../../src/render/text/describe.ts';
import { hex } from '../support/bytes.ts';
import {
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

const weight = tensor([4, 6], { dtype: 'float32' });
const array: NdArray = {
  kind: 'ndarray',
  ...{ dtype: 'float32', shape: [3], fortran: false, data: new Uint8Array(12), itemBytes: 4 },
};
const many = (count: number, value: Value = 1) => new Array<Value>(count).fill(value);
const config = instance('omegaconf.dictconfig.DictConfig', {
  _content: dict({ lr: float(0.1) }),
  _metadata: null,
});
const typed = (type: string, value: Value) => ({ ...(value as object), type }) as Value;

const TEXTS: readonly (readonly [what: string, value: Value, text: string])[] = [
  ['None', null, 'None'],
  ['a float', float(1e-5), '1e-05'],
  ['a text', "it's", '"it\'s"'],
  ['a long text', 'x'.repeat(150), `'${'x'.repeat(100)}'… 150 characters`],
  [
    'a text cut beside a surrogate',
    `${'x'.repeat(99)}😀${'y'.repeat(9)}`,
    `'${'x'.repeat(99)}'… 110 characters`,
  ],
  ['a short list', list(1, 2), '[1, 2]'],
  ['a tuple of floats', tuple(float(0.9), float(0.999)), '(0.9, 0.999)'],
  ['a long list', list(...many(20)), 'list of 20: 1, 1, 1, 1, 1, 1, …'],
  ['a list of tensors', list(weight, weight), 'list of 2 · 2 tensors · 384 B'],
  ['a list of one dict', list(dict({ lr: float(0.1) })), 'list of 1 · lr 0.1'],
  ['a list of dicts', list(dict({ a: 1 }), dict({ b: 2 })), 'list of 2'],
  ['a long set', sequence('set', ...many(13)), 'set of 13: 1, 1, 1, 1, 1, 1, …'],
  ['an empty dict', dict({}), '{}'],
  ['an empty OrderedDict', typed('collections.OrderedDict', dict({})), 'OrderedDict()'],
  [
    'a dict',
    dict({ lr: float(0.1), betas: tuple(1, 2), name: 'x' }),
    "lr 0.1, betas (1, 2), name 'x'",
  ],
  ['a dict of dicts', dict({ model: dict({ a: 1 }), n: 2 }), 'model {…}, n 2'],
  [
    'a dict of many',
    dict(Object.fromEntries([...'abcdefgh'].map((key) => [key, 1]))),
    'a 1, b 1, c 1, d 1, e 1, f 1, …',
  ],
  ['a dict of tensors', dict({ w: weight, b: array }), '2 tensors · 396 B'],
  ['a dict of arrays', dict({ a: array, b: array }), '2 arrays · 24 B'],
  ['a defaultdict', typed('collections.defaultdict', dict({ a: 1 })), 'defaultdict · a 1'],
  ['a dict of keys that are no text', mapping([0, 1], [null, 2]), '[0] 1, [None] 2'],
  ['tied tensors, once', dict({ a: weight, b: { ...weight } }), '2 tensors · 384 B'],
  ['a storage', storage(new Uint8Array(12), 'float32'), 'storage of 12 B float32'],
  [
    'a storage elsewhere',
    { ...storage(new Uint8Array(1)), device: 'cuda:0' },
    'storage of 1 B uint8 on cuda:0',
  ],
  ['an object of nothing', opaque('a.B'), 'a.B()'],
  [
    'a call',
    opaque('a.b', { args: [1, 'x'], kwargs: new Map([['k', true]]) }),
    "a.b(1, 'x', k=True)",
  ],
  ['a call of many', opaque('a.b', { args: many(9) }), 'a.b(1, 1, 1, 1, 1, 1, …)'],
  ['an object', instance('a.B', { x: 1, y: dict({ z: 1 }) }), 'a.B · x 1, y {…}'],
  ['an object of tensors', instance('a.B', { w: weight }), 'a.B · 1 tensor · 384 B'],
  ['a state of its own', opaque('a.B', { state: 5 }), 'a.B · __setstate__ 5'],
  [
    'a date',
    opaque('datetime.date', { args: [{ kind: 'bytes', bytes: hex('07cf0c1f') }] }),
    '1999-12-31',
  ],
  ['a path', opaque('pathlib.PosixPath', { args: ['/', 'x'] }), "PosixPath('/x')"],
  ['an OmegaConf', config, 'DictConfig · lr 0.1'],
  [
    'a distributed tensor',
    opaque('torch._tensor._rebuild_from_type_v2', {
      args: [
        global('torch._utils._rebuild_wrapper_subclass'),
        global('torch.distributed.tensor.DTensor'),
        tuple(global('x'), { kind: 'dtype', name: 'float32' }, sequence('size', 4, 6)),
      ],
    }),
    'torch.distributed.tensor.DTensor [4, 6] float32',
  ],
];

suite('a value in a few words', () => {
  for (const [what, value, text] of TEXTS) {
    it(`${what}: ${text}`, () => expect(describe(value)).toBe(text));
  }

  const OPEN: readonly (readonly [string, Value, string])[] = [
    ['a dict', dict({ a: 1, b: 2 }), '2 entries'],
    ['a dict of tensors', dict({ w: weight }), '1 tensor · 384 B'],
    ['a list of one dict', list(dict({ a: 1 })), 'list of 1'],
    ['an object', instance('a.B', { x: 1, y: 2 }), 'a.B · 2 parts'],
    ['an OmegaConf', config, 'DictConfig · 1 entry'],
  ];
  for (const [what, value, text] of OPEN) {
    it(`${what} whose inside follows: ${text}`, () => expect(describe(value, true)).toBe(text));
  }

  it('of several that are alike, what is in each', () => {
    const state = dict({ step: 1, exp_avg: weight });
    const wide = dict(Object.fromEntries([...'abcdefgh'].map((key) => [key, 1])));

    expect(describeFold(state, 28)).toBe('28 × {step, exp_avg}');
    expect(describeFold(wide, 1200)).toBe('1,200 × {a, b, c, d, e, f, …}');
  });

  it('that holds itself takes no time', () => {
    const items: Value[] = [];
    const itself: Value = { kind: 'list', items };
    items.push(itself, dict({ itself }), opaque('a.B', { args: [itself] }));

    expect(describe(itself)).toBe('list of 3');
  });
});
