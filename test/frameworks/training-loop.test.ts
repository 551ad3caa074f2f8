import { describe, expect, it } from 'vitest';
import { trainingStateOf } from '../../src/frameworks/index.ts';
import type { Value } from '../../src/model/value.ts';
import { adam, gradScaler, layer, stateOf, stepLr } from '../support/training.ts';
import { dict, float, instance, list, mapping, opaque, tensor, tuple } from '../support/values.ts';

const paths = (things: readonly { readonly path: string }[]) => things.map(({ path }) => path);
const rng = () => tensor([16]);

describe('a plain training loop', () => {
  it('is known by an epoch and an optimizer beside weights', () => {
    const state = stateOf(
      dict({ epoch: 20, model_state: layer(), optimizer_state: adam(), note: 'mine' }),
    );

    expect(state.framework).toEqual({
      id: 'training-loop',
      title: 'plain training loop',
      notes: [],
    });
    expect(state.progress).toMatchObject({ epoch: 20, step: undefined });
    expect(state.progress).not.toHaveProperty('nextEpoch');
    expect(paths(state.progress.parts)).toEqual(['epoch']);
    expect(state.weights).toMatchObject([{ path: 'model_state', role: 'model' }]);
    expect(state.optimizers).toMatchObject([{ path: 'optimizer_state', type: 'Adam' }]);
    expect(state.extra).toEqual([{ path: 'note', name: 'note', value: 'mine' }]);
  });

  it('names the next epoch where its keys are those of a loop that is known', () => {
    const root = {
      ...{ epoch: 17, model_state_dict: layer(), optimizer_state_dict: adam() },
      ...{ scheduler_state_dict: stepLr(18), scaler_state_dict: gradScaler(65536) },
      ...{ best_acc: float(88.84), config: dict({ lr: float(0.1) }) },
    };
    const state = stateOf(dict(root));

    expect(state.progress).toMatchObject({
      epoch: 17,
      nextEpoch: 18,
      best: { metric: 'acc', value: 88.84 },
    });
    expect(state.schedulers).toMatchObject([{ type: 'StepLR', lastEpoch: 18 }]);
    expect(state.precision).toMatchObject([{ path: 'scaler_state_dict', scale: 65536 }]);
    expect(state.hyperparameters).toMatchObject([{ path: 'config', of: 'run' }]);
    expect(state.extra).toEqual([]);

    const { scheduler_state_dict: _, ...other } = root;
    expect(stateOf(dict(other)).progress).not.toHaveProperty('nextEpoch');
  });

  it('keeps what a known name does not hold', () => {
    const state = stateOf(
      dict({
        ...{ model: layer(), epoch: 'ten', step: float(Number.NaN), optimizer: null },
        ...{ scheduler: dict({}), scaler: true, rng: 7, config: null, best_acc: 'high' },
        ...{ iteration: 3 },
      }),
    );

    expect(state.progress).toMatchObject({ epoch: undefined, step: 3 });
    expect(paths(state.extra)).toEqual([
      ...['epoch', 'step', 'optimizer', 'scheduler', 'scaler', 'rng', 'config', 'best_acc'],
    ]);
  });

  it('keeps a configuration whole whose keys have no names', () => {
    const config = mapping(['lr', 1], [tuple(0, 1), 2]);
    const state = stateOf(dict({ model: layer(), epoch: 1, config }));

    expect(state.hyperparameters).toEqual([]);
    expect(state.extra).toEqual([{ path: 'config', name: 'config', value: config }]);
  });

  it('may lie in the only entry of a dict', () => {
    const state = stateOf(dict({ app: dict({ model: layer(), optim: adam(), step: 7 }) }));

    expect(paths(state.weights)).toEqual(['app.model']);
    expect(paths(state.optimizers)).toEqual(['app.optim']);
    expect(state.progress.step).toBe(7);
  });

  it('finds random states, arguments and counters by their names', () => {
    const state = stateOf(
      dict({
        ...{ state_dict: layer(), iteration: 120, global_step: 60, last_epoch: 2, epoch: 3 },
        ...{ rng: rng(), torch_rng_state: rng(), cuda_rng_state_all: list(rng()) },
        ...{ numpy_rng_state: tuple('MT19937', rng()), random_state: tuple(3, tuple(1, 2)) },
        args: instance('argparse.Namespace', { lr: float(0.1) }),
        ...{ model_config: dict({ depth: 3 }), torch_version: '2.9.0', seed: 1 },
      }),
    );

    expect(state.progress).toMatchObject({ epoch: 3, step: 60 });
    expect(paths(state.progress.parts)).toEqual([
      ...['last_epoch', 'epoch', 'iteration', 'global_step'],
    ]);
    expect(paths(state.randomState)).toEqual([
      ...['rng', 'torch_rng_state', 'cuda_rng_state_all', 'numpy_rng_state', 'random_state'],
    ]);
    expect(state.hyperparameters).toMatchObject([
      { path: 'model_config', of: 'model' },
      { path: 'args', of: 'run', container: 'argparse.Namespace' },
    ]);
    expect([...state.versions]).toEqual([['torch', '2.9.0']]);
    expect(paths(state.extra)).toEqual(['seed']);
  });

  it('takes only loss scalers for precision', () => {
    const precision = (scaler: Value) =>
      stateOf(dict({ model: layer(), epoch: 1, scaler })).precision;

    expect(precision(gradScaler(8))).toMatchObject([{ scale: 8 }]);
    expect(precision(dict({}))).toMatchObject([{ scale: undefined }]);
    const features = instance('sklearn.preprocessing._data.StandardScaler', { mean_: 1 });
    expect(precision(features)).toEqual([]);
    expect(trainingStateOf(dict({ model: layer(), scaler: features }))?.framework.id).toBe(
      'state-dict',
    );
  });

  it('tells what `opt` and `params` are by what they hold', () => {
    const asOptimizer = stateOf(dict({ params: layer(), opt: adam() }));
    expect(paths(asOptimizer.weights)).toEqual(['params']);
    expect(paths(asOptimizer.optimizers)).toEqual(['opt']);

    const asOptions = stateOf(
      dict({ net: layer(), epoch: 1, opt: dict({ lr: 1 }), params: dict({ depth: 2 }) }),
    );
    expect(paths(asOptions.hyperparameters)).toEqual(['opt', 'params']);
  });

  it('gives the best of a metric by the metric’s name', () => {
    const best = (name: string, value: Value) =>
      stateOf(dict({ model: layer(), epoch: 1, [name]: value })).progress.best;

    expect(best('best_val_loss', float(1.5))).toEqual({ metric: 'val_loss', value: 1.5 });
    expect(best('best_prec1', float(76.1))).toEqual({ metric: 'prec1', value: 76.1 });
    expect(best('max_accuracy', float(81.2))).toEqual({ metric: 'accuracy', value: 81.2 });
    expect(best('best', 3)).toEqual({ metric: 'best', value: 3 });
    const scalar = tensor([], { dtype: 'float32' });
    expect(best('best_loss', scalar)).toEqual({ metric: 'loss', value: scalar });
    expect(best('best_epoch', 3)).toBeUndefined();
    expect(best('best_loss', tensor([2]))).toBeUndefined();
  });
});

describe('several of one kind', () => {
  it('go together by their names', () => {
    const state = stateOf(
      dict({
        ...{ netG: layer('g'), netD: layer('d'), optimizerD: adam(), optimizerG: adam() },
        epoch: 3,
      }),
    );

    expect(paths(state.weights)).toEqual(['netG', 'netD']);
    expect(state.optimizers.map(({ parameters }) => parameters[0]?.name)).toEqual([
      ...['d.weight', 'g.weight'],
    ]);
  });

  it('lie in lists and dicts', () => {
    const state = stateOf(
      dict({
        models: list(layer('a'), layer('b')),
        optimizers: dict({ a: adam(), b: adam(), spare: null }),
        schedulers: list(stepLr(1), stepLr(1)),
        epoch: 1,
      }),
    );

    expect(paths(state.weights)).toEqual(['models[0]', 'models[1]']);
    expect(paths(state.optimizers)).toEqual(['optimizers.a', 'optimizers.b']);
    expect(paths(state.schedulers)).toEqual(['schedulers[0]', 'schedulers[1]']);
    expect(paths(state.extra)).toEqual(['optimizers.spare']);
  });

  it('have averages after what loading takes', () => {
    const state = stateOf(
      dict({ ema: layer(), model_ema: layer(), model: layer(), optimizer: adam() }),
    );

    expect(state.weights.map(({ path, role }) => [path, role])).toEqual([
      ...[
        ['model', 'model'],
        ['ema', 'averaged'],
        ['model_ema', 'averaged'],
      ],
    ]);
    expect(state.optimizers[0]?.naming).not.toBe('unknown');
  });

  it('are read once under many names', () => {
    const shared = layer();
    const state = stateOf(dict({ model: shared, best_model: shared, epoch: 1 }));

    expect(paths(state.weights)).toEqual(['model']);
    expect(paths(state.extra)).toEqual(['best_model']);
  });
});

describe('what is no training loop', () => {
  const CASES: readonly (readonly [what: string, root: Value, id: string | undefined])[] = [
    ['weights and a config', dict({ model: layer(), config: dict({ a: 1 }) }), 'state-dict'],
    ['an epoch alone', dict({ epoch: 3, note: 'x' }), undefined],
    ['numbers', dict({ epoch: 1, step: 2, best_acc: float(3) }), undefined],
    ['weights with a tensor called step', dict({ ...entriesOf(layer()), step: 3 }), 'state-dict'],
    ['an unknown object', opaque('a.B'), undefined],
    ['a list of training loops', list(dict({ model: layer(), epoch: 1 })), undefined],
  ];

  it.each(CASES)('%s', (_, root, id) => {
    expect(trainingStateOf(root)?.framework.id).toBe(id);
  });
});

function entriesOf(state: ReturnType<typeof layer>): Record<string, Value> {
  return Object.fromEntries(state.entries);
}
