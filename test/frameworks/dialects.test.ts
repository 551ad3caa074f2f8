import { describe, expect, it } from 'vitest';
import { trainingStateOf } from '../../src/frameworks/index.ts';
import type { TrainingState } from '../../src/frameworks/training-state.ts';
import type { NdArray, Value } from '../../src/model/value.ts';
import { adam, gradScaler, layer, nnModule, stateOf, stepLr } from '../support/training.ts';
import { dict, float, instance, list, opaque, tensor, tuple } from '../support/values.ts';

const weightPaths = ({ weights }: TrainingState) =>
  weights.map(({ path, role }) => `${path} ${role}`);
const extraPaths = ({ extra }: TrainingState) => extra.map(({ path }) => path);
const idOf = (root: Value) => trainingStateOf(root)?.framework.id;

describe('nanoGPT', () => {
  it('counts iterations, and keeps the best loss as a tensor', () => {
    const best = tensor([], { dtype: 'float32' });
    const state = stateOf(
      dict({
        ...{ model: layer('_orig_mod.fc'), optimizer: adam(), model_args: dict({ n_layer: 2 }) },
        ...{ iter_num: 250, best_val_loss: best, config: dict({ dataset: 'x' }) },
      }),
    );

    expect(state.framework).toMatchObject({ id: 'nanogpt', title: 'nanoGPT' });
    expect(state.progress).toMatchObject({
      step: 250,
      epoch: undefined,
      best: { metric: 'val_loss', value: best },
    });
    expect(state.hyperparameters.map(({ path, of }) => [path, of])).toEqual([
      ...[
        ['model_args', 'model'],
        ['config', 'run'],
      ],
    ]);
    expect(state.weights[0]?.prefixes).toEqual(['_orig_mod.']);
    expect(state.optimizers[0]?.naming).not.toBe('unknown');
  });
});

describe('timm', () => {
  const root = {
    ...{ epoch: 9, arch: 'resnet50', state_dict: layer(), optimizer: adam(), version: 2 },
    ...{ args: instance('argparse.Namespace', { lr: 1 }), amp_scaler: gradScaler(1024) },
    metric: float(71.5),
  };

  it('resumes with the next epoch since version 2', () => {
    const state = stateOf(dict(root));

    expect(state.framework).toMatchObject({ id: 'timm', era: 'version 2' });
    expect(state.progress).toMatchObject({ epoch: 9, nextEpoch: 10 });
    expect(state.precision).toMatchObject([{ path: 'amp_scaler', scale: 1024 }]);
    expect(weightPaths(state)).toEqual(['state_dict model']);
    expect(extraPaths(state)).toEqual(['arch', 'version', 'metric']);
    expect(stateOf(dict({ ...root, version: 1 })).progress).not.toHaveProperty('nextEpoch');
  });

  it('loads averages first', () => {
    const state = stateOf(dict({ ...root, state_dict_ema: layer() }));

    expect(weightPaths(state)).toEqual(['state_dict_ema averaged', 'state_dict current']);
    expect(state.optimizers[0]?.naming).not.toBe('unknown');
    expect(weightPaths(stateOf(dict({ ...root, state_dict_ema: null })))).toEqual([
      'state_dict model',
    ]);
  });

  it('is not every loop that names an architecture', () => {
    expect(idOf(dict({ epoch: 1, arch: 'x', state_dict: layer() }))).toBe('training-loop');
    expect(idOf(dict({ ...root, version: '1.0' }))).toBe('training-loop');
  });
});

describe('Ultralytics', () => {
  const yolo = () => nnModule('ultralytics.nn.tasks.DetectionModel', moduleOf(layer()));
  const root = {
    ...{ epoch: 12, best_fitness: float(0.4), model: null, ema: yolo(), updates: 120 },
    ...{ optimizer: adam(), train_args: dict({ task: 'detect' }), date: '2024', version: '8.2.10' },
  };

  it('keeps a whole module, of the averages only', () => {
    const state = stateOf(dict(root));

    expect(state.framework).toMatchObject({ id: 'ultralytics', version: '8.2.10', notes: [] });
    expect(weightPaths(state)).toEqual(['ema averaged']);
    expect(state.weights[0]?.tensors.map(({ name, path }) => [name, path])).toEqual([
      ...[
        ['fc.weight', 'ema._modules.fc._parameters.weight'],
        ['fc.bias', 'ema._modules.fc._parameters.bias'],
      ],
    ]);
    expect(state.progress).toMatchObject({
      epoch: 12,
      nextEpoch: 13,
      best: { metric: 'fitness', value: 0.4 },
    });
    expect([...state.versions]).toEqual([['ultralytics', '8.2.10']]);
    expect(extraPaths(state)).toEqual(['model', 'updates', 'date']);
    expect(weightPaths(stateOf(dict({ ...root, model: yolo() })))).toEqual([
      'ema averaged',
      'model current',
    ]);
  });

  it('says that a file was stripped', () => {
    const state = stateOf(
      dict({ ...root, epoch: -1, model: yolo(), ema: null, optimizer: null, updates: null }),
    );

    expect(state.framework.notes).toEqual(['stripped for inference']);
    expect(state.progress).toMatchObject({ epoch: undefined, recordedEpoch: -1 });
    expect(state.progress).not.toHaveProperty('nextEpoch');
    expect(weightPaths(state)).toEqual(['model model']);
  });
});

describe('fairseq', () => {
  it('keeps its counters in the last of its history and in the iterator', () => {
    const root = (iterations: Value) =>
      dict({
        ...{ args: null, cfg: dict({ task: 'x' }), model: layer() },
        optimizer_history: list(
          dict({ num_updates: 10 }),
          dict({ num_updates: 1000, optimizer_name: 'FairseqAdam' }),
        ),
        extra_state: dict({
          train_iterator: dict({ epoch: 4, iterations_in_epoch: iterations }),
          val_loss: float(3.25),
        }),
        last_optimizer_state: adam(),
      });
    const state = stateOf(root(0));

    expect(state.framework.id).toBe('fairseq');
    expect(state.progress).toMatchObject({ epoch: 4, step: 1000, isMidEpoch: false });
    expect(state.progress.parts.map(({ path }) => path)).toEqual([
      'extra_state.train_iterator.epoch',
      'optimizer_history[1].num_updates',
    ]);
    expect(state.optimizers).toMatchObject([{ path: 'last_optimizer_state' }]);
    expect(extraPaths(state)).toContain('optimizer_history[0]');
    expect(stateOf(root(7)).progress.isMidEpoch).toBe(true);
    expect(stateOf(root('?')).progress).not.toHaveProperty('isMidEpoch');
  });
});

describe('MMEngine', () => {
  const meta = dict({ mmengine_version: '0.10.4', epoch: 12, iter: 4800, cfg: 'model = 1' });

  it('goes on with the epoch of the file', () => {
    const state = stateOf(
      dict({
        ...{ meta, state_dict: layer(), optimizer: adam() },
        param_schedulers: list(dict({ last_step: 12, _global_step: 13 })),
      }),
    );

    expect(state.framework).toMatchObject({ title: 'MMEngine', version: '0.10.4' });
    expect(state.progress).toMatchObject({ epoch: 12, step: 4800, nextEpoch: 12 });
    expect(state.schedulers.map(({ path }) => path)).toEqual(['param_schedulers[0]']);
    expect([...state.versions]).toEqual([['mmengine', '0.10.4']]);
    expect(extraPaths(state)).toEqual(['meta.cfg']);
  });

  it('has averages where loading looks', () => {
    const state = stateOf(dict({ meta, state_dict: layer(), ema_state_dict: layer() }));

    expect(weightPaths(state)).toEqual(['state_dict averaged', 'ema_state_dict current']);
  });

  it('was MMCV', () => {
    const old = dict({ mmcv_version: '1.7.0', epoch: 1, CLASSES: tuple('a') });
    const { framework } = stateOf(dict({ meta: old, state_dict: layer() }));

    expect(framework).toMatchObject({ id: 'mmengine', title: 'MMCV', version: '1.7.0' });
  });
});

describe('other frameworks', () => {
  const array: NdArray = {
    ...{ kind: 'ndarray', dtype: 'float32', shape: [2], fortran: false },
    ...{ data: new Uint8Array(8), itemBytes: 4 },
  };
  const yacs = opaque('yacs.config.CfgNode', { items: [['name', 'x']] });
  const packnet = {
    ...{ config: yacs, epoch: 4, state_dict: layer('model.fc') },
    ...{ optimizer: adam(), scheduler: stepLr(4) },
  };
  const loop = { model: layer(), optimizer: adam(), scheduler: stepLr(1), iteration: 9 };
  const deepspeed = { module: layer(), ds_config: dict({ a: 1 }), ds_version: '0.14.4' };
  const lightning = { 'pytorch-lightning_version': '2.6.0', state_dict: layer(), global_step: 2 };
  const lora = 'base_model.model.q.lora_A.weight';

  const CASES: readonly (readonly [what: string, root: Value, id: string])[] = [
    ['Lightning', dict({ ...lightning, epoch: 1 }), 'lightning'],
    [
      'a zoo model of Detectron2',
      dict({ model: dict({ w: array }), __author__: 'x' }),
      'detectron2',
    ],
    ['Detectron2', dict(loop), 'detectron2'],
    ['a loop like Detectron2’s', dict({ ...loop, seed: 1 }), 'training-loop'],
    ['PackNet-SfM', dict(packnet), 'packnet'],
    ['its keys alone', dict({ ...packnet, config: dict({ name: 'x' }) }), 'training-loop'],
    ['Whisper', dict({ dims: dict({ n_mels: 80 }), model_state_dict: layer() }), 'whisper'],
    ['DeepSpeed', dict({ ...deepspeed, global_steps: 10 }), 'deepspeed'],
    ['PEFT', dict({ [lora]: tensor([4, 8]) }), 'peft'],
    ['an adapter with a model', dict({ [lora]: tensor([4, 8]), w: tensor([1]) }), 'state-dict'],
    ['optimizer.pt', adam(), 'optimizer-state'],
    ['scheduler.pt', stepLr(3), 'scheduler-state'],
    ['scaler.pt', gradScaler(512), 'gradient-scaler-state'],
  ];

  it.each(CASES)('%s', (_, root, id) => {
    expect(stateOf(root).framework.id).toBe(id);
  });

  it('say what is known of them', () => {
    expect(stateOf(dict(packnet)).progress).toMatchObject({ epoch: 4, nextEpoch: 4 });
    expect(stateOf(dict({ ...deepspeed, global_steps: 10 })).progress.step).toBe(10);
    expect(stateOf(gradScaler(512)).precision).toMatchObject([{ path: '', scale: 512 }]);
    const whisper = stateOf(dict({ dims: dict({ n_mels: 80 }), model_state_dict: layer() }));
    expect(whisper.hyperparameters).toMatchObject([{ path: 'dims', of: 'model' }]);
    const adapter = dict({ [lora]: tensor([4, 8]), [lora.replace('q', 'v')]: tensor([2, 8]) });
    expect(stateOf(adapter).framework.notes).toEqual(['LoRA of rank 2, 4']);
  });

  it('are told by files beside the weights', () => {
    const generators = tuple('MT19937', tensor([16]));
    const trainer = stateOf(dict({ python: generators, numpy: generators, cpu: tensor([16]) }));
    expect(trainer.framework).toMatchObject({ id: 'huggingface-trainer', notes: ['random state'] });
    expect(trainer.randomState.map(({ name }) => name)).toEqual(['python', 'numpy', 'cpu']);

    const accelerate = stateOf(
      dict({
        ...{ step: 5, random_state: generators, numpy_random_seed: generators },
        torch_manual_seed: tensor([16]),
      }),
    );
    expect(accelerate.framework.id).toBe('accelerate');
    expect(accelerate.progress.step).toBe(5);
    expect(accelerate.randomState).toHaveLength(3);

    const args = instance('transformers.training_args.TrainingArguments', {
      ...{ output_dir: 'out', num_train_epochs: 2, per_device_train_batch_size: 4 },
    });
    const state = stateOf(args);
    expect(state.framework.notes).toEqual(['training arguments']);
    expect(state.hyperparameters[0]?.entries.get('num_train_epochs')).toBe(2);
  });
});

function moduleOf(state: ReturnType<typeof layer>) {
  const parameters = Object.fromEntries(
    Array.from(state.entries, ([name, value]) => [String(name).replace('fc.', ''), value]),
  );
  return { modules: { fc: nnModule('torch.nn.modules.linear.Linear', { parameters }) } };
}
