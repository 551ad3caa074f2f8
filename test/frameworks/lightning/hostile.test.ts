import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lightning } from '../../../src/frameworks/lightning/index.ts';
import { valueAt } from '../../../src/model/path.ts';
import type { Value } from '../../../src/model/value.ts';
import { checkpoint, readOf } from '../../support/lightning.ts';
import {
  bytesValue,
  dict,
  float,
  global,
  list,
  mapping,
  opaque,
  sequence,
  tensor,
  tuple,
} from '../../support/values.ts';

/** Names that Lightning’s readers look for, so that what is arbitrary gets far. */
const NAMES = [
  ...['state_dict', 'loops', 'fit_loop', 'epoch_progress', 'epoch_loop.batch_progress', 'current'],
  ...['ready', 'completed', 'total', 'is_last_batch', 'callbacks', 'optimizer_states', 'params'],
  ...['param_groups', 'state', 'lr', 'lr_schedulers', 'hyper_parameters', 'hparams_name', 'epoch'],
  ...['global_step', 'best_model_path', 'best_model_score', 'best_k_models', 'monitor', 'dirpath'],
  ...['wait_count', 'stopped_epoch', 'stopping_reason', 'average_model_state', 'scale', '_content'],
  ...['internal_optimizer_metadata', 'MixedPrecision', 'early_stop_callback_wait', '__proto__'],
  ...['current_model_state', 'hparams', 'hparams_type', 'optimizer', 'step', 'constructor'],
  ...[
    "ModelCheckpoint{'monitor': 'a'}",
    'EarlyStopping',
    'epoch_loop.automatic_optimization.optim_progress',
  ],
];

const { tree } = fc.letrec<{ tree: Value }>((tie) => {
  const items = fc.array(tie('tree'), { maxLength: 4 });
  const pairs = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), tie('tree')), tie('tree')), {
    maxLength: 5,
  });
  return {
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<Value>(null, true, 0, 1, 3, -1, 2n ** 64n, '', 'kwargs', 'min'),
      fc.constantFrom<Value>(float(Number.NaN), float(1), global('a.B'), bytesValue(1)),
      fc.constantFrom<Value>(tensor([]), tensor([2, 3]), tensor([0]), tensor([1], { shape: null })),
      items.map((values) => list(...values)),
      items.map((values) => tuple(...values)),
      items.map((values) => sequence('set', ...values)),
      pairs.map((entries) => mapping(...entries)),
      fc
        .tuple(
          fc.constantFrom('a.B', 'omegaconf.dictconfig.DictConfig', 'pathlib.Path'),
          tie('tree'),
          pairs,
        )
        .map(([type, state, entries]) => opaque(type, { state, items: entries, args: [state] })),
    ),
  };
});

describe('whatever a file has', () => {
  it('is read without an error, and each part is where it is said to be', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...NAMES), tree, { maxKeys: 12 }), (entries) => {
        const root = checkpoint(entries);
        const { progress, precision, randomState, extra } = lightning.read(root);
        for (const { path, value } of [...progress.parts, ...precision, ...randomState, ...extra]) {
          const found = valueAt(root, path);
          expect('value' in found && found.value, path).toBe(value);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is read also where the root is no dict', () => {
    fc.assert(
      fc.property(tree, (root) => {
        expect(() => lightning.recognizes(root)).not.toThrow();
        expect(() => lightning.read(root)).not.toThrow();
      }),
    );
  });

  it('may hold itself', () => {
    const entries = new Map<Value, Value>();
    const round: Value = { kind: 'mapping', type: 'dict', entries };
    for (const name of [...NAMES, 'x']) entries.set(name, round);
    entries.set(1, list(round));
    const sections = Object.fromEntries(NAMES.map((name) => [name, round]));

    expect(() => lightning.read(round)).not.toThrow();
    expect(readOf(sections).weights[0]?.tensors).toEqual([]);
  });

  it('never becomes a property of ours', () => {
    const state = mapping(['__proto__', dict({ polluted: 1 })]);
    const { callbacks, hyperparameters } = readOf({
      callbacks: mapping(['__proto__', state]),
      hyper_parameters: state,
    });

    expect(callbacks.map(({ key }) => key)).toEqual(['__proto__']);
    expect([...(hyperparameters[0]?.entries.keys() ?? [])]).toEqual(['__proto__']);
    expect({}).not.toHaveProperty('polluted');
  });
});
