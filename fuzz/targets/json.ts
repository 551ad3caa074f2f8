import { text } from '../../test/support/bytes.ts';
import { type Folder, useInFolder } from '../folder.ts';
import { JSON_TEXT } from '../mutators/languages.ts';
import { mutateTokens } from '../mutators/tokens.ts';
import { seedFiles } from '../seed-files.ts';
import type { Target } from '../target.ts';

const MORE = [
  '{"metadata":{"total_size":96},"weight_map":{"a":"model-00001-of-00002.safetensors"}}',
  '{"_class_name":"StableDiffusionPipeline","unet":["diffusers","UNet2DConditionModel"]}',
  '["val_loss","abs_rel"]',
  '{"epoch":3.0,"eval_loss":NaN,"eval_runtime":1e400,"step":7}',
];

const FOLDERS: readonly ((bytes: Uint8Array) => Folder)[] = [
  (bytes) => ({
    'run/checkpoint-8/trainer_state.json': bytes,
    'run/checkpoint-8/config.json': bytes,
    'run/all_results.json': bytes,
  }),
  (bytes) => ({ 'run/trainer_state.json': bytes, 'run/scheduler.pt': bytes }),
  (bytes) => ({ 'run/adapter_config.json': bytes }),
  (bytes) => ({
    'run/model_index.json': bytes,
    'run/config.json': bytes,
    'run/model.safetensors.index.json': bytes,
  }),
  (bytes) => ({ 'run/metrics.json': bytes, 'run/train_results.json': bytes }),
];

/** Files of JSON around checkpoints. A mutant stands in all places where one is read. */
export const json: Target = {
  name: 'json',
  seeds: async () => [
    ...seedFiles(/(?:config|trainer_state|results|metrics|index)\.json$/, 4_096),
    ...MORE.map((line, index) => ({ name: `literal ${index}`, bytes: text(line) })),
  ],
  mutate: (random, seed, other) => mutateTokens(random, seed, other, JSON_TEXT),
  run: (bytes) => useInFolder(bytes, FOLDERS),
};
