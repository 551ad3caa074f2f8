import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/model/value.ts';
import { optimizer, readOf } from '../../support/lightning.ts';
import {
  dict,
  float,
  global,
  instance,
  list,
  mapping,
  opaque,
  tensor,
} from '../../support/values.ts';

const weight = () => tensor([2, 3], { dtype: 'float32' });
const CONFIG = 'omegaconf.dictconfig.DictConfig';
const config = instance(CONFIG, {
  _content: dict({ lr: instance('omegaconf.nodes.AnyNode', { _val: 1 }) }),
});

describe('hyperparameters', () => {
  const RECORDED: readonly (readonly [Readonly<Record<string, Value>>, object])[] = [
    [
      { hyper_parameters: dict({ lr: 1 }), hparams_name: 'kwargs' },
      { path: 'hyper_parameters', of: 'model', recordedAs: 'kwargs', container: 'dict' },
    ],
    [{ hyper_parameters: dict({ lr: 1 }), hparams_name: null }, { recordedAs: null }],
    [{ hyper_parameters: dict({ lr: 1 }) }, { recordedAs: null }],
    [
      { hyper_parameters: config, hparams_name: 'cfg', hparams_type: global(CONFIG) },
      { recordedAs: 'cfg', container: CONFIG },
    ],
    [
      {
        hyper_parameters: opaque('a.AttributeDict', { items: [['lr', 1]] }),
        hparams_name: 'hparams',
      },
      { recordedAs: 'hparams', container: 'a.AttributeDict' },
    ],
    [
      { hyper_parameters: instance('argparse.Namespace', { lr: 1 }) },
      { recordedAs: null, container: 'argparse.Namespace' },
    ],
    [{ hparams: dict({ lr: 1 }) }, { path: 'hparams', recordedAs: 'hparams' }],
    [{ module_arguments: dict({ lr: 1 }) }, { recordedAs: 'kwargs' }],
    [
      { datamodule_hyper_parameters: dict({ lr: 1 }), datamodule_hparams_name: 'kwargs' },
      { path: 'datamodule_hyper_parameters', of: 'datamodule', recordedAs: 'kwargs' },
    ],
  ];
  for (const [entries, facts] of RECORDED) {
    it(`${Object.keys(entries).join(', ')}: ${JSON.stringify(facts)}`, () => {
      const { hyperparameters, extra } = readOf(entries);

      expect(hyperparameters).toMatchObject([{ ...facts, entries: new Map([['lr', 1]]) }]);
      expect(extra).toEqual([]);
    });
  }

  it('stand in the order in which loading takes them', () => {
    const some = dict({ a: 1 });
    const { hyperparameters } = readOf({
      ...{ datamodule_hyper_parameters: some, hparams: some },
      ...{ module_arguments: some, hyper_parameters: some },
    });

    expect(hyperparameters.map(({ path }) => path)).toEqual([
      'hyper_parameters',
      'module_arguments',
      'hparams',
      'datamodule_hyper_parameters',
    ]);
  });

  it('are no object that holds nothing, nor a module', () => {
    const module = instance('a.Net', { _parameters: dict({}), _modules: dict({}) });
    for (const object of [opaque('a.B'), module]) {
      const { hyperparameters, extra } = readOf({ hyper_parameters: object });
      expect(hyperparameters).toEqual([]);
      expect(extra).toMatchObject([{ path: 'hyper_parameters', value: object }]);
    }
  });

  it('leave a class that is another than theirs', () => {
    const hparams_type = global('argparse.Namespace');
    const { extra } = readOf({ hyper_parameters: dict({}), hparams_type });

    expect(extra).toEqual([{ path: 'hparams_type', name: 'hparams_type', value: hparams_type }]);
  });

  it('leave what says more than they do', () => {
    const { extra } = readOf({ hparams: dict({}), hparams_type: 'Namespace', hparams_name: 3 });
    expect(extra.map(({ name }) => name)).toEqual(['hparams_type', 'hparams_name']);
  });
});

describe('weights', () => {
  const states = (...keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, dict({ w: weight() })]));
  const rolesOf = (entries: Readonly<Record<string, Value>>) =>
    readOf(entries).weights.map(({ path, role }) => `${path}: ${role}`);

  it('are the state dict', () => {
    expect(rolesOf(states('state_dict'))).toEqual(['state_dict: model']);
    expect(rolesOf({ state_dict: dict({}) })).toEqual(['state_dict: model']);
  });

  it('are averages where the trained ones stand beside them', () => {
    expect(rolesOf({ ...states('current_model_state', 'state_dict') })).toEqual([
      'state_dict: averaged',
      'current_model_state: current',
    ]);
  });

  it('are DeepSpeed’s where it keeps them', () => {
    expect(rolesOf(states('module'))).toEqual(['module: model']);
  });

  it('are averaged in a callback', () => {
    const callback = dict({ average_model_state: dict({ w: weight() }), n_averaged: 1 });
    const callbacks = dict({ StochasticWeightAveraging: callback });

    expect(rolesOf({ ...states('state_dict'), callbacks })).toEqual([
      'state_dict: model',
      'callbacks.StochasticWeightAveraging.average_model_state: averaged',
    ]);
  });
});

describe('averages that are not there yet', () => {
  for (const none of [null, dict({}), 'x']) {
    it(`are no weights: ${JSON.stringify(none)}`, () => {
      const callback = dict({ average_model_state: none, n_averaged: 0 });
      const { weights } = readOf({ callbacks: dict({ StochasticWeightAveraging: callback }) });

      expect(weights).toEqual([]);
    });
  }
});

describe('optimizers', () => {
  it('are those of the list, the others kept', () => {
    const { optimizers, schedulers, extra } = readOf({
      optimizer_states: list(optimizer(1), 'x', optimizer(2)),
      lr_schedulers: list(3, dict({ last_epoch: 4 })),
    });

    expect(optimizers.map(({ path }) => path)).toEqual([
      'optimizer_states[0]',
      'optimizer_states[2]',
    ]);
    expect(schedulers).toMatchObject([{ path: 'lr_schedulers[1]', lastEpoch: 4 }]);
    expect(extra.map(({ path }) => path)).toEqual(['optimizer_states[1]', 'lr_schedulers[0]']);
  });

  const group = (...params: readonly Value[]) => dict({ params: list(...params), lr: 1 });
  const STATES: readonly (readonly [what: string, state: Value])[] = [
    [
      'since 1.6',
      dict({ internal_optimizer_metadata: mapping([0, list(group('a', 'b'), group('c'))]) }),
    ],
    ['until 1.5', mapping([0, list(group('a', 'b'), group('c'))])],
  ];
  for (const [what, state] of STATES) {
    it(`have the names that finetuning kept ${what}`, () => {
      const { optimizers } = readOf({
        optimizer_states: list(optimizer(3, 2)),
        callbacks: dict({ BackboneFinetuning: state }),
      });

      expect(optimizers[0]?.naming).toBe('exact');
      expect(optimizers[0]?.parameters.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    });
  }

  const UNFIT: readonly (readonly [what: string, groups: Value])[] = [
    ['of other groups', list(group('a', 'b', 'c'))],
    ['of other numbers', list(group('a'), group('b', 'c'))],
    ['that are none', list(group('a', 1), group('c'))],
    ['of nothing', list()],
    ['of more groups', list(group('a', 'b'), group('c'), group('d'))],
  ];
  for (const [what, groups] of UNFIT) {
    it(`do not take names ${what}`, () => {
      const { optimizers } = readOf({
        optimizer_states: list(optimizer(3, 2)),
        callbacks: dict({ F: dict({ internal_optimizer_metadata: mapping([0, groups]) }) }),
      });

      expect(optimizers[0]?.naming).not.toBe('exact');
    });
  }
});

describe('an optimizer without groups', () => {
  it('has no names to be exact', () => {
    const [empty] = readOf({
      optimizer_states: list(optimizer(0, 0)),
      callbacks: dict({ Timer: dict({ time_elapsed: dict({}) }) }),
    }).optimizers;

    expect(empty?.naming).not.toBe('exact');
  });
});

describe('precision', () => {
  const scaler = dict({
    scale: float(65536),
    growth_factor: float(2),
    backoff_factor: float(0.5),
    growth_interval: 2000,
  });
  const KEYS = [
    'native_amp_scaling_state',
    ...['NativeMixedPrecisionPlugin', 'ShardedNativeMixedPrecisionPlugin'],
    ...['FullyShardedNativeMixedPrecisionPlugin', 'FullyShardedNativeNativeMixedPrecisionPlugin'],
    ...['MixedPrecisionPlugin', 'FSDPMixedPrecisionPlugin', 'MixedPrecision', 'FSDPPrecision'],
    'my.OwnPrecision',
  ];
  for (const key of KEYS) {
    it(`${key} keeps a loss scale`, () => {
      expect(readOf({ [key]: scaler }).precision).toMatchObject([{ name: key, scale: 65536 }]);
    });
  }

  it('of apex keeps one for each loss', () => {
    const apex = dict({ loss_scaler0: dict({ loss_scale: float(8), unskipped: 1 }) });
    const plugins = readOf({ amp_scaling_state: apex, ApexMixedPrecisionPlugin: apex }).precision;

    expect(plugins.map(({ path, scale }) => [path, scale])).toEqual([
      ['amp_scaling_state', 8],
      ['ApexMixedPrecisionPlugin', 8],
    ]);
  });
});

describe('everything else', () => {
  it('is kept, in the order of the file', () => {
    const { extra, randomState } = readOf({
      RecDataModule: dict({ consumed: 1 }),
      rng_state: weight(),
      averaging_state: dict({ n_averaged: 1 }),
      vocab: list('a'),
    });

    expect(extra.map(({ path }) => path)).toEqual(['RecDataModule', 'averaging_state', 'vocab']);
    expect(randomState.map(({ path }) => path)).toEqual(['rng_state']);
  });

  const SECTIONS = [
    ...['state_dict', 'current_model_state', 'module', 'loops', 'callbacks', 'optimizer_states'],
    ...['lr_schedulers', 'hyper_parameters', 'hparams', 'datamodule_hyper_parameters'],
    ...['MixedPrecision', 'epoch', 'global_step', 'hparams_name', 'early_stop_callback_state_dict'],
    'legacy_pytorch-lightning_version',
  ];
  for (const key of SECTIONS) {
    it(`has ${key} where it is nothing of the kind`, () => {
      expect(readOf({ [key]: true }).extra).toEqual([{ path: key, name: key, value: true }]);
    });
  }
});
