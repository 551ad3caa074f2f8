import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { frameworks, trainingStateOf } from '../../src/frameworks/index.ts';
import type { TrainingState } from '../../src/frameworks/training-state.ts';
import { valueAt } from '../../src/model/path.ts';
import { announce, CORPUS, filesBelow, hasCorpus } from '../support/corpus.ts';
import { openPath } from '../support/goldens.ts';
import { lostArrays, lostPaths, overlaps, placesOf } from '../support/training.ts';

/** A state in a line: framework, epoch (and the next), step, types of optimizers. */
function summary({ framework, progress, optimizers }: TrainingState): string {
  const { epoch = '-', nextEpoch, step = '-' } = progress;
  const next = nextEpoch === undefined ? '' : `→${nextEpoch}`;
  const types = optimizers.map(({ type = '?' }) => type).join(' ');
  return `${framework.id} ${epoch}${next} ${step} ${types}`.trim();
}

/** From the goldens beside the files. */
const EXPECTED: Readonly<Record<string, string>> = {
  'torch/training.pt': 'training-loop 3 120 AdamW',
  'torch/training_legacy.pth.tar': 'training-loop 3 120 AdamW',
  'torch/old/training.pt': 'training-loop 3 - Adam',
  'torch/old/training_legacy.pth': 'training-loop 3 - Adam',
  'torch/namespace_root.pt': 'training-loop 1 -',
  'torch/numpy_metric.pt': 'training-loop 3 -',
  'torch/ddp_prefix.pt': 'training-loop 3 -',
  'torch/swin_like.pth': 'training-loop 299 -',
  'torch/sched/sequential.pt': 'training-loop - - SGD',
  'torch/sched/object.pt': 'training-loop - - SGD',
  'torch/optim/named_params.pt': 'training-loop - - AdamW',
  'torch/nanogpt_ckpt.pt': 'nanogpt - 250 AdamW',
  'torch/nanogpt_compiled.pt': 'nanogpt - 250',
  'torch/timm_last.pth.tar': 'timm 9→10 - SGD',
  'torch/ultralytics_last.pt': 'ultralytics 12→13 - SGD',
  'torch/ultralytics_best.pt': 'ultralytics - -',
  'torch/fairseq.pt': 'fairseq 4 1000 ?',
  'torch/mmengine_like.pth': 'mmengine 12→12 4800',
  'torch/detectron_like.pkl.pt': 'detectron2 - -',
  'torch/module_custom.pt': 'module - -',
  'torch/module_tied.pt': 'module - -',
  'torch/state_dict.pt': 'state-dict - -',
  'torch/ema.pt': 'state-dict - -',
  'torch/scripted.pt': 'state-dict - -',
  'torch/many_tensors.pt': 'state-dict - -',
  'torch/proto_pollution.pt': 'state-dict - -',
  'hf/single/model.safetensors': 'state-dict - -',
  'hf/sharded/model.safetensors.index.json': 'state-dict - -',
  'hf/lora/adapter_model.safetensors': 'peft - -',
  'hf/lora_bin/adapter_model.bin': 'peft - -',
  'hf/trainer/checkpoint-8/optimizer.pt': 'optimizer-state - - AdamW',
  'hf/trainer/checkpoint-8/scheduler.pt': 'scheduler-state - -',
  'hf/trainer/checkpoint-8/rng_state.pth': 'huggingface-trainer - -',
  'hf/trainer/checkpoint-8/training_args.bin': 'huggingface-trainer - -',
  'hf/accelerate/optimizer.bin': 'optimizer-state - - AdamW',
  'hf/accelerate/scheduler.bin': 'scheduler-state - -',
  'hf/accelerate/random_states_0.pkl': 'accelerate - 0',
  'dcp/fsdp_2.consolidated.pt': 'training-loop 2 - AdamW',
  'dcp/stateful_1.consolidated.pt': 'training-loop 2 - AdamW',
  'dcp/tensors_3.consolidated.pt': 'training-loop - 7 ?',
  'deepspeed/zero2/global_step10/mp_rank_00_model_states.pt': 'deepspeed 1 10',
  'deepspeed/zero2.consolidated.pt': 'state-dict - -',
  'runs/hydra_single/tree/outputs/2025-10-24/22-15-03/checkpoint_epoch_20.pt':
    'training-loop 20 - AdamW',
  'runs/experiments/tree/experiments/resnet20_cifar10_20240115_143022/checkpoints/best.pt':
    'training-loop 17→18 - SGD',
  'runs/packnet_fixed/tree/checkpoints/resnetsan01_dual_head_ncdb_640x384/epoch=04.ckpt':
    'packnet 4→4 - ?',
  'third-party/huggingface+candle/candle-core/tests/test_with_key.pt': 'state-dict - -',
  'third-party/tracel-ai+burn/crates/burn-store/src/pytorch/tests/reader/test_data/checkpoint.pt':
    'training-loop 42 -',
};

/** Trees that no framework wrote: values of Python, lists of tensors, one tensor. */
const UNKNOWN: readonly string[] = [
  ...['none.pt', 'ints.pt', 'strings.pt', 'one_tensor.pt', 'list_of_tensors.pt', 'cycles.pt'],
  ...['custom_objects.pt', 'empty_dict.pt', 'wide_keys.pt', 'storages.pt', 'enums.pt'],
];

const FOLDERS = ['torch', 'lightning', 'runs', 'hf', 'dcp', 'deepspeed', 'third-party', 'broken'];

/** The files of a folder that open, one after another. */
async function* rootsOf(folder: string) {
  for (const file of filesBelow(join(CORPUS, folder))) {
    if (file.endsWith('.golden.json')) continue;
    const checkpoint = await openPath(file).catch(() => undefined);
    if (checkpoint !== undefined) yield { file, root: checkpoint.root };
  }
}

describe.runIf(hasCorpus)('what wrote a file of the corpus', () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    it(name, async () => {
      const state = trainingStateOf((await openPath(join(CORPUS, name))).root);

      expect(state && summary(state)).toBe(expected);
    });
  }

  it('is not known of any odd tree', async () => {
    for (const name of UNKNOWN) {
      const { root } = await openPath(join(CORPUS, 'torch', name));
      expect(trainingStateOf(root), name).toBeUndefined();
    }
  });
});

describe.runIf(hasCorpus)('a training state keeps everything of a file', () => {
  for (const folder of FOLDERS) {
    it(folder, async () => {
      const counts = new Map<string, number>();
      for await (const { file, root } of rootsOf(folder)) {
        for (const framework of frameworks) framework.recognizes(root);
        const state = trainingStateOf(root);
        const id = state?.framework.id ?? 'none';
        counts.set(id, (counts.get(id) ?? 0) + 1);
        if (state === undefined) continue;
        expect(lostArrays(root, state), file).toEqual([]);
        expect(lostPaths(root, state), file).toEqual([]);
        // Averages lie in the state of the callback that made them.
        const averaged = state.weights.filter(({ role }) => role === 'averaged');
        const known = state.framework.id === 'lightning' ? averaged.map(({ path }) => path) : [];
        expect(known, file).toEqual(expect.arrayContaining(overlaps(state)));
        for (const { path } of placesOf(state)) {
          expect(valueAt(root, path), `${file}: ${path}`).toHaveProperty('value');
        }
      }
      announce(
        `corpus/${folder}: ${Array.from(counts, ([id, times]) => `${times} ${id}`).join(', ')}`,
      );
      expect(counts.size).toBeGreaterThan(0);
    });
  }
});

if (!hasCorpus)
  announce('the corpus is not beside the project: no framework was tried on real files');
