import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import { plainConfig } from '../../src/render/config-plain.ts';
import { yamlText } from '../../src/render/yaml-text.ts';
import { dict, float, instance, list, opaque, sequence, tuple } from '../support/values.ts';

function written(entries: Readonly<Record<string, Value>>) {
  const { config, objects } = plainConfig(new Map(Object.entries(entries)), 'm.ckpt');
  return { yaml: yamlText(config), objects };
}

describe('hyperparameters as a configuration', () => {
  it('keep numbers, text and None as what they are to a reader of YAML', () => {
    const { yaml, objects } = written({
      ...{ int: 5, huge: 2n ** 80n, lr: float(1e-5), whole: float(2), on: true, none: null },
      ...{ text: 'a', no: 'no', time: '12:30', number: '1e-3', empty: '', nan: float(Number.NaN) },
    });
    expect(yaml.split('\n')).toEqual([
      ...['int: 5', 'huge: 1208925819614629174706176', 'lr: 1.0e-05', 'whole: 2.0', '"on": true'],
      ...['none: null', 'text: a', '"no": "no"', 'time: "12:30"', 'number: "1e-3"', 'empty: ""'],
      ...['nan: .nan', ''],
    ]);
    expect(objects).toEqual([]);
  });

  it('have lists for tuples and sets, text for paths, dtypes and classes', () => {
    const { yaml } = written({
      betas: tuple(float(0.9), float(0.999)),
      tags: sequence('set', 'a'),
      dir: opaque('pathlib.PosixPath', { args: ['/', 'data', 'x'] }),
      dtype: { kind: 'dtype', name: 'float16' },
      act: { kind: 'global', name: 'torch.nn.ReLU' },
    });
    expect(yaml.split('\n')).toEqual([
      ...['betas:', '  - 0.9', '  - 0.999', 'tags:', '  - a', 'dir: /data/x'],
      ...['dtype: torch.float16', 'act: torch.nn.ReLU', ''],
    ]);
  });

  it('name objects by their class, and say where they stand', () => {
    const { yaml, objects } = written({
      loss: instance('pkg.Loss', { weight: 1 }),
      nested: dict({ losses: list(opaque('pkg.Other')) }),
    });
    expect(yaml).toBe('loss: <pkg.Loss>\nnested:\n  losses:\n    - <pkg.Other>\n');
    expect(objects).toEqual([
      { path: 'loss', type: 'pkg.Loss' },
      { path: 'nested.losses[0]', type: 'pkg.Other' },
    ]);
  });

  it('end where they hold themselves', () => {
    const entries = new Map<Value, Value>([['a', 1]]);
    const self: Value = { kind: 'mapping', type: 'dict', entries };
    entries.set('self', self);
    expect(written({ self }).objects).toEqual([{ path: 'self.self', type: '{2 entries}' }]);
  });
});
