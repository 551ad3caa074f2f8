import { describe, expect, it } from 'vitest';
import { readHyperparameters } from '../../../src/frameworks/common/hyperparameters.ts';
import type { Value } from '../../../src/model/value.ts';
import {
  dict,
  global,
  instance,
  list,
  opaque,
  sequence,
  tensor,
  tuple,
} from '../../support/values.ts';

/** As OmegaConf writes it. */
const INTERPOLATION = `$\{base.lr}`;
const node = (value: Value) => instance('omegaconf.nodes.AnyNode', { _val: value });

describe('hyperparameters in their container', () => {
  const cases: readonly (readonly [
    what: string,
    value: Value,
    container: string,
    entries: readonly (readonly [string, unknown])[],
  ])[] = [
    ['a dict', dict({ lr: 1 }), 'dict', [['lr', 1]]],
    [
      'an OrderedDict',
      { kind: 'mapping', type: 'collections.OrderedDict', entries: new Map([['lr', 1]]) },
      'collections.OrderedDict',
      [['lr', 1]],
    ],
    ['a Namespace', instance('argparse.Namespace', { lr: 1 }), 'argparse.Namespace', [['lr', 1]]],
    [
      'a Namespace by an old protocol',
      opaque('copyreg._reconstructor', {
        args: [global('argparse.Namespace'), global('builtins.object'), null],
        state: dict({ lr: 1 }),
      }),
      'argparse.Namespace',
      [['lr', 1]],
    ],
    [
      'a configuration, as it was written',
      instance('omegaconf.dictconfig.DictConfig', {
        _content: dict({ lr: node(INTERPOLATION), width: node('???') }),
      }),
      'omegaconf.dictconfig.DictConfig',
      [
        ['lr', INTERPOLATION],
        ['width', '???'],
      ],
    ],
    [
      'an AttributeDict',
      opaque('pytorch_lightning.utilities.parsing.AttributeDict', { items: [['lr', 1]] }),
      'pytorch_lightning.utilities.parsing.AttributeDict',
      [['lr', 1]],
    ],
    ['a dataclass', instance('config.Config', { lr: 1 }), 'config.Config', [['lr', 1]]],
    [
      'a model of pydantic',
      instance('config.Model', {
        __dict__: dict({ lr: 1 }),
        __pydantic_fields_set__: sequence('set', 'lr'),
        __pydantic_extra__: null,
      }),
      'config.Model',
      [['lr', 1]],
    ],
    [
      'a list',
      list('resnet', 18),
      'list',
      [
        ['0', 'resnet'],
        ['1', 18],
      ],
    ],
    ['a tuple', tuple(1), 'tuple', [['0', 1]]],
    ['an object without entries', opaque('x.Config', { args: [1] }), 'x.Config', []],
    ['None', null, 'None', []],
    ['text', 'resnet18', 'str', []],
    ['an int', 3, 'int', []],
    ['a bool', true, 'bool', []],
    ['a tensor', tensor([1]), 'tensor', []],
  ];
  for (const [what, value, container, entries] of cases) {
    it(what, () => {
      const found = readHyperparameters(value, 'hyper_parameters', 'model');
      expect({ ...found, entries: [...found.entries] }).toEqual({
        ...{ path: 'hyper_parameters', of: 'model', container, entries },
      });
    });
  }

  it('say how they were recorded where that is known', () => {
    const read = (recordedAs?: string | null) =>
      readHyperparameters(dict({}), '', 'model', recordedAs);
    expect(read('kwargs').recordedAs).toBe('kwargs');
    expect(read(null).recordedAs).toBeNull();
    expect('recordedAs' in read()).toBe(false);
  });
});
