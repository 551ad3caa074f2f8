import { describe, expect, it } from 'vitest';
import { readCallbackKey } from '../../../src/frameworks/lightning/callback-key.ts';
import type { Value } from '../../../src/model/value.ts';
import { global, list, opaque, tuple } from '../../support/values.ts';

const DAY = opaque('datetime.timedelta', { args: [1, 30, 0] });
const CLASS = 'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint';

const KEYS: readonly (readonly [
  key: Value,
  type: string,
  options: readonly (readonly [string, Value])[],
])[] = [
  [global(CLASS), 'ModelCheckpoint', []],
  ['Timer', 'Timer', []],
  ['main.<locals>.MyCallback', 'MyCallback', []],
  [
    "EarlyStopping{'monitor': 'val_loss', 'mode': 'min'}",
    'EarlyStopping',
    [
      ['monitor', 'val_loss'],
      ['mode', 'min'],
    ],
  ],
  [
    "ModelCheckpoint{'monitor': None, 'every_n_train_steps': 0, 'train_time_interval': datetime.timedelta(days=1, seconds=30)}",
    'ModelCheckpoint',
    [
      ['monitor', null],
      ['every_n_train_steps', 0],
      ['train_time_interval', DAY],
    ],
  ],
  [
    `a.B{'monitor': "it's", 'save_on_train_epoch_end': True}`,
    'B',
    [
      ['monitor', "it's"],
      ['save_on_train_epoch_end', true],
    ],
  ],
  ["B{'p': PosixPath('/x{y}')}", 'B', [['p', opaque('pathlib.PosixPath', { args: ['/x{y}'] })]]],
  ['B{0: [1]}', 'B', [['0', list(1)]]],
  ['B{broken', 'B', []],
  ["{'a': 1}", "{'a': 1}", []],
  ['my callback v1.0', 'my callback v1.0', []],
  ['a..b', 'a..b', []],
  ['módulo.Señal_2', 'Señal_2', []],
  ['a.<lambda>', 'a.<lambda>', []],
  ['', '', []],
  [tuple('a', 1), "('a', 1)", []],
  [null, 'None', []],
];

describe('the key of a callback', () => {
  for (const [key, type, options] of KEYS) {
    it(`${typeof key === 'string' ? key : type}`, () => {
      const read = readCallbackKey(key);

      expect(read.type).toBe(type);
      expect([...read.options]).toEqual(options);
      if (typeof key === 'string') expect(read.key).toBe(key);
    });
  }

  it('that is a class is its full name', () => {
    expect(readCallbackKey(global(CLASS)).key).toBe(CLASS);
  });
});
