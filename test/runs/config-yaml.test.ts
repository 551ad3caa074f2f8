import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { isKind, type Value } from '../../src/model/value.ts';
import type { YamlDialect } from '../../src/runs/config-scalars.ts';
import { decodeConfigYaml } from '../../src/runs/config-yaml.ts';
import { refusalOf } from '../support/errors.ts';
import {
  bytesValue,
  dict,
  float,
  global,
  list,
  mapping,
  opaque,
  tuple,
} from '../support/values.ts';

function decode(text: string, dialect: YamlDialect = 'pyyaml'): Value {
  return decodeConfigYaml(text, { file: 'f', limits: DEFAULT_LIMITS, dialect });
}

describe('documents', () => {
  it('are one, or none', () => {
    expect(decode('')).toBeNull();
    expect(decode('# only a comment\n')).toBeNull();
    expect(decode('--- 1\n...\n')).toBe(1);
    expect(decode('\ufeffa: 1\r\nb: yes\r\n')).toEqual(dict({ a: 1, b: true }));
  });

  it('may end within a block', () => {
    expect(decode('a: |\n  x\n  y')).toEqual(dict({ a: 'x\ny' }));
    expect(decode('a: >\n  x\n  y\n')).toEqual(dict({ a: 'x y\n' }));
    expect(decode('a: |-\n  x\nb: |+\n  y\n\n')).toEqual(dict({ a: 'x', b: 'y\n\n' }));
  });

  it('keep interpolations and ??? as they stand', () => {
    const config = dict({ lr: '\u0024{optim.lr}', path: '???', name: '\u0024{now:%Y, x}' });

    expect(
      decode("lr: \u0024{optim.lr}\npath: ???\nname: '\u0024{now:%Y, x}'\n", 'omegaconf'),
    ).toEqual(config);
  });

  it('have any keys', () => {
    const keys = mapping([1.5, 'a'], [null, 2], [true, 3]);
    expect(decode('1.5: a\n~: 2\non: 3\n')).toEqual({
      ...keys,
      entries: new Map<Value, Value>([
        [float(1.5), 'a'],
        [null, 2],
        [true, 3],
      ]),
    });
    expect(decode('1: a\n1.0: b\ntrue: c\n')).toEqual(mapping([1, 'c']));
    expect(decode('__proto__: 1\nconstructor: 2\n')).toEqual(
      mapping(['__proto__', 1], ['constructor', 2]),
    );
  });
});

describe('aliases', () => {
  it('stand for the same value', () => {
    const value = decode('a: &x [1]\nb: *x\n');
    if (!isKind(value, 'mapping')) throw new Error('no mapping');

    expect(value.entries.get('b')).toEqual(list(1));
    expect(value.entries.get('b')).toBe(value.entries.get('a'));
  });

  it('may lead back', () => {
    const value = decode('&a [*a]');
    if (!isKind(value, 'list')) throw new Error('no list');

    expect(value.items[0]).toBe(value);
  });

  it.each([
    ['pyyaml', 'b: {z: 0, <<: {q: 1}, z: 2}', { q: 1, z: 2 }],
    ['omegaconf', 'b: {q: 0, <<: {q: 1, r: 2}}', { q: 0, r: 2 }],
    ['omegaconf', 'b: {<<: [{x: 1}, {x: 2, w: 5}], z: 4}', { x: 1, w: 5, z: 4 }],
    ['omegaconf', 'b: {<<: {q: 1}, <<: {q: 2, r: 3}}', { q: 2, r: 3 }],
    ['omegaconf', "b: {'<<': 1}", { '<<': 1 }],
  ] as const)('merge as in %s: %s', (dialect, text, entries) => {
    expect(decode(text, dialect)).toEqual(dict({ b: dict(entries) }));
  });
});

describe('tags', () => {
  it.each<readonly [string, Value]>([
    ['!!python/tuple [1, [2]]', tuple(1, list(2))],
    ['!!set {x, x, y}', { kind: 'set', items: ['x', 'y'] }],
    ['!!binary aGk=', bytesValue(0x68, 0x69)],
    ['!!omap [x: 1, y: 2]', list(tuple('x', 1), tuple('y', 2))],
    ['!!python/name:torch.nn.ReLU', global('torch.nn.ReLU')],
    ["!!python/name:list ''", global('builtins.list')],
    ['!!python/complex 1.0-2.5j', { kind: 'complex', real: 1, imaginary: -2.5 }],
    [
      '!!python/object:argparse.Namespace {lr: 0.1}',
      opaque('argparse.Namespace', { state: dict({ lr: float(0.1) }) }),
    ],
    [
      '!!python/object/apply:pathlib.PosixPath [/, a]',
      opaque('pathlib.PosixPath', { args: ['/', 'a'] }),
    ],
    [
      '!!python/object/new:a.B {args: [1], kwds: {k: 2}, state: [3], listitems: [4], dictitems: {d: 5}}',
      opaque('a.B', {
        args: [1],
        kwargs: new Map([['k', 2]]),
        state: list(3),
        elements: [4],
        items: [['d', 5]],
      }),
    ],
    [
      '!!python/object/apply:a.B {args: [1], strange: 2}',
      opaque('a.B', {
        items: [
          ['args', list(1)],
          ['strange', 2],
        ],
      }),
    ],
    [
      '!!python/object/apply:collections.OrderedDict [[[a, 1]]]',
      { ...dict({ a: 1 }), type: 'collections.OrderedDict' },
    ],
    [
      "!!python/object/apply:collections.defaultdict {args: [!!python/name:list ''], dictitems: {a: 1}}",
      { ...dict({ a: 1 }), type: 'collections.defaultdict' },
    ],
    ['!mine x', opaque('!mine', { args: ['x'] })],
    ['!mine [1]', opaque('!mine', { elements: [1] })],
    ['!mine {a: 1}', opaque('!mine', { items: [['a', 1]] })],
    ['!!int abc', opaque('!!int', { args: ['abc'] })],
    ['!!python/object:a.B', opaque('a.B')],
  ])('%s', (text, value) => {
    expect(decode(`k: ${text}`)).toEqual(dict({ k: value }));
    expect(decode(`k: ${text}`.replace('x, x,', 'x,'), 'omegaconf')).toEqual(dict({ k: value }));
  });

  it('may close a circle', () => {
    const value = decode('&o !!python/object:a.B {me: *o}');
    if (!isKind(value, 'opaque') || !isKind(value.state, 'mapping')) throw new Error('no object');

    expect(value.state.entries.get('me')).toBe(value);
  });
});

describe('what is refused', () => {
  it('a key twice, in OmegaConf alone', () => {
    expect(decode('a: 1\na: 2\n')).toEqual(dict({ a: 2 }));
    const error = refusalOf(() => decode('é: 1\nb: 1\né: 2\n', 'omegaconf'));
    expect(error).toMatchObject({ kind: 'yaml/repeated-key', offset: 11, data: { key: 'é' } });
  });

  it.each([
    ['a: 1\n---\nb: 2\n', 'yaml/documents'],
    ['a: [1, 2\n', 'yaml/syntax'],
    ['a: 1\n b: 2\n', 'yaml/syntax'],
    ['a: @x\n', 'yaml/syntax'],
    ['a: b: c\n', 'yaml/syntax'],
    ['b: *x\n', 'yaml/alias'],
    ['a: &x 1\nb: &x 2\n', 'yaml/anchor'],
    ['a: \u0001\n', 'yaml/character'],
    ['? [a]\n: 1\n', 'yaml/key'],
    ['{{ a }}: 1\n', 'yaml/key'],
    ['? !!python/tuple [[a]]\n: 1\n', 'yaml/key'],
    ['b: {<<: 1}\n', 'yaml/merge'],
    ['&b {<<: *b}\n', 'yaml/merge'],
  ])('%j', (text, kind) => {
    const error = refusalOf(() => decode(text));
    expect(error).toMatchObject({ error: 'MalformedError', kind });
  });

  it.each([
    ['deep lists', '['.repeat(201)],
    ['deep blocks', '- '.repeat(5000)],
    ['deep keys', '? '.repeat(5000)],
    ['deep blocks that all end at once', ` ${'- '.repeat(5000)}\n- a`],
    ['long text', ' '.repeat(2 ** 22 + 1)],
    ['many values', '- 0\n'.repeat(200_001)],
    ['laughs', `- &a0 [x]\n${laughs((last) => `[${last}, ${last}]`)}`],
    ['merges', `- &a0 {x: 1}\n${laughs((last) => `{<<: [${last}, ${last}]}`)}`],
  ])('%s', (_, text) => {
    expect(refusalOf(() => decode(text))).toMatchObject({ error: 'LimitError' });
  });

  it('not 200 levels', () => {
    expect(decode('['.repeat(200) + ']'.repeat(200))).toMatchObject({ kind: 'list' });
  });
});

/** Thirty lines, each of which stands for twice what the one before it does. */
function laughs(line: (last: string) => string): string {
  return Array.from({ length: 30 }, (_, i) => `- &a${i + 1} ${line(`*a${i}`)}\n`).join('');
}
