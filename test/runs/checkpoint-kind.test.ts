import { describe, expect, it } from 'vitest';
import type { TrainingState } from '../../src/frameworks/training-state.ts';
import { checkpointKind } from '../../src/runs/checkpoint-kind.ts';
import { isCheckpointName } from '../../src/runs/checkpoint-name.ts';
import type { CheckpointKind } from '../../src/runs/run.ts';
import { trainingState, weightSet } from '../support/run-files.ts';

const KINDS: readonly (readonly [CheckpointKind, readonly string[]])[] = [
  [
    'best',
    [
      ...['best.pt', 'best-v1.ckpt', 'model_best.pth.tar', 'checkpoint_best.pt', 'best_model.pt'],
      ...['epoch=3-best.ckpt', 'BEST.pth'],
    ],
  ],
  [
    'last',
    [
      ...['last.ckpt', 'last-v1.ckpt', 'latest.pt', 'last-epoch=3.ckpt', 'epoch=3-last.ckpt'],
      ...['checkpoint_last.pt', 'model_latest.pth', 'best_last.pt'],
    ],
  ],
  [
    'periodic',
    [
      ...['epoch=02-step=100-val_loss=17.75-v1.ckpt', 'epoch_0010.pt', 'checkpoint_epoch_10.pt'],
      ...['step_1000.pt', 'model_00010.pth', 'checkpoint-500', 'iter_80000.pth'],
    ],
  ],
  ['exception', ['on_exception.ckpt', 'on_exception-v1.ckpt', '.pl_auto_save.ckpt']],
  ['hpc', ['hpc_ckpt_1.ckpt', 'hpc_ckpt_12.ckpt']],
  [
    'temporary',
    [
      ...['.tmp_last.ckpt', 'last.ckpt.tmp', 'best.pt.part', 'epoch_1.pt.tmp123', 'tmp.pt'],
      ...['.lr_find_2f1e.ckpt', '.scale_batch_size_0c1d.ckpt', 'model.safetensors.incomplete'],
    ],
  ],
  [
    'other',
    ['model.pt', 'resnet_v2.pth', 'contemporary.pt', 'blast.ckpt', 'bestiary.pt', 'a.ckpt'],
  ],
];

describe('what a file is kept for', () => {
  for (const [kind, names] of KINDS) {
    for (const name of names) {
      it(`${kind}: ${name}`, () => expect(checkpointKind(name, undefined)).toBe(kind));
    }
  }

  const weights = { weights: [weightSet(1)] };
  const STATES: readonly (readonly [string, Partial<TrainingState>, CheckpointKind])[] = [
    ['only weights', weights, 'weights-only'],
    [
      'weights and counters',
      { ...weights, progress: { epoch: 3, step: undefined, parts: [] } },
      'other',
    ],
    ['no weights either', {}, 'other'],
  ];
  for (const [what, state, kind] of STATES) {
    it(`is told by its contents where its name is silent: ${what}`, () => {
      expect(checkpointKind('model.pt', trainingState(state))).toBe(kind);
      expect(checkpointKind('best.pt', trainingState(state))).toBe('best');
    });
  }
});

const CHECKPOINTS = [
  ...['a.ckpt', 'a.pt', 'a.pth', 'a.pth.tar', 'a.pt2', 'a.ptl', 'A.PT', 'a.ckpt.tmp', 'a.pt.part'],
  ...['model.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin.index.json'],
  ...['model.safetensors.index.fp16.json', 'pytorch_model.bin', 'adapter_model.bin', 'weights.pkl'],
  ...['model_final.pkl', 'checkpoint.pickle', 'diffusion_pytorch_model.bin', 'step_3.pkl'],
];
const OTHERS = [
  ...['optimizer.pt', 'scheduler.pt', 'scaler.pt', 'rng_state.pth', 'rng_state_3.pth'],
  ...['training_args.bin', 'optimizer.bin', 'optimizer_1.bin', 'scheduler.bin', 'sampler.bin'],
  ...['random_states_0.pkl', 'custom_checkpoint_0.pkl', 'dl_state_dict.bin'],
  ...['bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt', 'config.pickle', 'job_return.pickle'],
  ...['data.bin', 'vocab.pkl', 'notes.txt', 'ckpt', 'pt', 'a.tar', 'config.json', 'train.log'],
  ...['tokenizer.json', '', 'remodeling.pkl'],
];

describe('a name', () => {
  for (const name of CHECKPOINTS) {
    it(`of a checkpoint: ${name}`, () => expect(isCheckpointName(name)).toBe(true));
  }
  for (const name of OTHERS) {
    it(`of something else: ${name}`, () => expect(isCheckpointName(name)).toBe(false));
  }
});
