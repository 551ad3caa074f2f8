import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/model/value.ts';
import { readOf } from '../../support/lightning.ts';
import { dict, float, global, list, mapping, opaque, tensor, tuple } from '../../support/values.ts';

const score = tensor([], { dtype: 'float32' });
const KEY =
  "ModelCheckpoint{'monitor': 'val_loss', 'mode': 'max', 'every_n_train_steps': 0, 'every_n_epochs': 2}";

const callbacksOf = (callbacks: Value) => readOf({ callbacks }).callbacks;
const only = (callbacks: Value) => {
  const [callback, ...others] = callbacksOf(callbacks);
  expect(others).toEqual([]);
  return callback;
};

const NOT_KEPT = {
  monitor: undefined,
  mode: undefined,
  dirpath: undefined,
  bestPath: undefined,
  bestScore: undefined,
  currentScore: undefined,
  lastPath: undefined,
  bestK: undefined,
  kthBestPath: undefined,
  kthValue: undefined,
  everyTrainSteps: undefined,
  everyEpochs: undefined,
};

describe('the state of a ModelCheckpoint', () => {
  it('has all that 2.6 keeps, and what the key says', () => {
    const callback = only(
      dict({
        [KEY]: dict({
          monitor: 'val_loss',
          best_model_score: score,
          best_model_path: '/runs/epoch=1.ckpt',
          current_score: float(0.5),
          dirpath: '/runs',
          best_k_models: dict({ '/runs/epoch=0.ckpt': float(2), '/runs/epoch=1.ckpt': score }),
          kth_best_model_path: '',
          kth_value: float(Number.POSITIVE_INFINITY),
          last_model_path: '/runs/last.ckpt',
        }),
      }),
    );

    expect(callback).toMatchObject({
      type: 'ModelCheckpoint',
      key: KEY,
      path: `callbacks["${KEY}"]`,
    });
    expect(callback?.modelCheckpoint).toEqual({
      monitor: 'val_loss',
      mode: 'max',
      dirpath: '/runs',
      bestPath: '/runs/epoch=1.ckpt',
      bestScore: score,
      currentScore: 0.5,
      lastPath: '/runs/last.ckpt',
      bestK: new Map<string, unknown>([
        ['/runs/epoch=0.ckpt', 2],
        ['/runs/epoch=1.ckpt', score],
      ]),
      kthBestPath: '',
      kthValue: Number.POSITIVE_INFINITY,
      everyTrainSteps: 0,
      everyEpochs: 2,
    });
  });

  it('goes before what the key says', () => {
    const state = dict({ monitor: 'loss', best_model_path: '', every_n_epochs: 5 });

    expect(only(dict({ [KEY]: state }))?.modelCheckpoint).toMatchObject({
      monitor: 'loss',
      everyEpochs: 5,
      mode: 'max',
    });
    const none = dict({ monitor: null });
    expect(only(dict({ [KEY]: none }))?.modelCheckpoint?.monitor).toBeNull();
  });

  it('has nothing that the version did not keep', () => {
    const state = dict({ best_model_score: null, best_model_path: 'a.ckpt' });
    const callback = only(mapping([global('pytorch_lightning.callbacks.ModelCheckpoint'), state]));

    expect(callback?.path).toBe('callbacks[pytorch_lightning.callbacks.ModelCheckpoint]');
    expect(callback?.modelCheckpoint).toEqual({ ...NOT_KEPT, bestScore: null, bestPath: 'a.ckpt' });
  });

  it('may have paths that are objects', () => {
    const path = (...args: readonly string[]) => opaque('pathlib.PosixPath', { args });
    const state = dict({
      dirpath: path('/', 'runs', 'a'),
      best_model_path: path('/', 'runs', 'a', 'b.ckpt'),
      best_k_models: mapping([path('b.ckpt'), float(1)]),
    });

    expect(only(dict({ ModelCheckpoint: state }))?.modelCheckpoint).toEqual({
      ...NOT_KEPT,
      dirpath: '/runs/a',
      bestPath: '/runs/a/b.ckpt',
      bestK: new Map([['b.ckpt', 1]]),
    });
  });

  it('is one of a subclass too', () => {
    const state = dict({ best_model_score: float(1), best_model_path: 'a' });

    expect(only(dict({ 'src.MyCheckpoint': state }))).toMatchObject({
      type: 'MyCheckpoint',
      modelCheckpoint: { bestPath: 'a', bestScore: 1 },
    });
  });

  it('leaves out what is of a wrong type', () => {
    const state = dict({
      ...{ monitor: 1, mode: 'best', dirpath: null, best_model_path: 3, best_model_score: 'x' },
      ...{
        best_k_models: list(1),
        kth_value: true,
        every_n_epochs: 'a',
        last_model_path: opaque('a.B'),
      },
    });

    expect(only(dict({ ModelCheckpoint: state }))?.modelCheckpoint).toEqual({
      ...NOT_KEPT,
      bestK: new Map(),
    });
  });
});

const ES_KEY = "EarlyStopping{'monitor': 'val_loss', 'mode': 'min'}";

describe('the state of an EarlyStopping', () => {
  const waiting = { wait_count: 2, stopped_epoch: 0, best_score: score, patience: 3 };
  const REASONS: readonly (readonly [Readonly<Record<string, Value>>, string | undefined])[] = [
    [{}, undefined],
    [{ stopping_reason: 0, stopping_reason_message: null }, undefined],
    [{ stopping_reason: 1 }, 'stopping threshold reached'],
    [{ stopping_reason: 2 }, 'divergence threshold reached'],
    [{ stopping_reason: 3, stopping_reason_message: '' }, 'patience exhausted'],
    [{ stopping_reason: 4 }, 'metric not finite'],
    [{ stopping_reason: 9 }, undefined],
    [{ stopping_reason: 3, stopping_reason_message: 'no better' }, 'no better'],
  ];

  for (const [entries, stoppingReason] of REASONS) {
    it(`has why it stopped: ${JSON.stringify(entries)}`, () => {
      expect(only(dict({ [ES_KEY]: dict({ ...waiting, ...entries }) }))?.earlyStopping).toEqual({
        monitor: 'val_loss',
        mode: 'min',
        bestScore: score,
        waitCount: 2,
        patience: 3,
        stoppedEpoch: 0,
        stoppingReason,
      });
    });
  }

  it('is one of a subclass too', () => {
    expect(only(dict({ Mine: dict(waiting) }))?.earlyStopping).toMatchObject({ waitCount: 2 });
  });
});

describe('a callback of one’s own', () => {
  it('is no ModelCheckpoint for a path', () => {
    const exporting = only(dict({ Mine: dict({ best_model_path: 'a.onnx' }) }));
    expect(exporting).not.toHaveProperty('modelCheckpoint');
  });

  it('is no EarlyStopping for a count', () => {
    const waiting = only(dict({ Mine: dict({ wait_count: 1, patience: 3 }) }));
    expect(waiting).not.toHaveProperty('earlyStopping');
  });
});

describe('callbacks at the top level, before 0.10', () => {
  it('are those that later versions keep', () => {
    const { callbacks, extra } = readOf({
      checkpoint_callback_best_model_score: score,
      checkpoint_callback_best_model_path: 'a.ckpt',
      early_stop_callback_state_dict: dict({ wait_count: 1, patience: 2, best_score: float(3) }),
    });

    expect(callbacks).toMatchObject([
      { type: 'ModelCheckpoint', path: '', key: 'checkpoint_callback' },
      { type: 'EarlyStopping', path: 'early_stop_callback_state_dict' },
    ]);
    expect(callbacks[0]?.modelCheckpoint).toEqual({
      ...NOT_KEPT,
      bestScore: score,
      bestPath: 'a.ckpt',
    });
    expect([...(callbacks[0]?.state.keys() ?? [])]).toEqual([
      'checkpoint_callback_best_model_score',
      'checkpoint_callback_best_model_path',
    ]);
    expect(callbacks[1]?.earlyStopping).toMatchObject({ waitCount: 1, patience: 2, bestScore: 3 });
    expect(extra).toEqual([]);
  });

  it('had fewer parts in 0.6', () => {
    const { callbacks } = readOf({
      checkpoint_callback_best: float(0.25),
      early_stop_callback_wait: 1,
      early_stop_callback_patience: 3,
    });

    expect(callbacks[0]?.modelCheckpoint).toEqual({ ...NOT_KEPT, bestScore: 0.25 });
    expect(callbacks[1]?.earlyStopping).toMatchObject({ waitCount: 1, patience: 3 });
  });
});

describe('other callbacks', () => {
  const STATES: readonly (readonly [key: string, state: Readonly<Record<string, Value>>])[] = [
    ['Timer', { time_elapsed: dict({ train: float(1) }) }],
    ['StochasticWeightAveraging', { n_averaged: 3, latest_update_epoch: 2, scheduler_state: null }],
    ['EMAWeightAveraging', { latest_update_step: 8 }],
    ['BackboneFinetuning', { internal_optimizer_metadata: dict({}), previous_backbone_lr: null }],
    ['SpikeDetection', { last_val: float(1), bad_batches: list() }],
    ['LearningRateFinder', { lr: float(0.1) }],
    ['src.callbacks.Mine', { anything: tuple(1, 2) }],
  ];
  for (const [key, state] of STATES) {
    it(`${key} keeps what it kept`, () => {
      const callback = only(dict({ [key]: dict(state) }));

      expect(Object.fromEntries(callback?.state ?? [])).toEqual(state);
      expect(callback?.type).toBe(key.replace(/^.*\./, ''));
      expect(callback).not.toHaveProperty('modelCheckpoint');
      expect(callback).not.toHaveProperty('earlyStopping');
    });
  }

  it('stand in the order of the file', () => {
    const types = callbacksOf(dict({ B: dict({}), A: dict({}), C: dict({}) })).map(
      ({ type }) => type,
    );
    expect(types).toEqual(['B', 'A', 'C']);
  });

  it('may keep what is no dict, which is kept beside them', () => {
    const odd = mapping([tuple(1, 2), 'x'], ['a', 1]);
    const { callbacks, extra } = readOf({ callbacks: dict({ A: list(1), B: odd, C: dict({}) }) });

    expect(callbacks.map(({ state }) => [...state])).toEqual([[], [['a', 1]], []]);
    expect(extra).toEqual([
      { path: 'callbacks.A', name: 'A', value: list(1) },
      { path: 'callbacks.B', name: 'B', value: odd },
    ]);
  });
});
