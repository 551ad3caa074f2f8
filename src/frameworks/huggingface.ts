/**
 * Files that the libraries of Hugging Face write beside the weights, and that say whose they are.
 * https://github.com/huggingface/transformers/blob/v4.57.0/src/transformers/trainer.py
 * https://github.com/huggingface/accelerate/blob/v1.10.0/src/accelerate/checkpointing.py
 */
import type { Value } from '../model/value.ts';
import { entriesOf, partsOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import type { Framework } from './training-state.ts';

const TRAINER = { id: 'huggingface-trainer', title: 'Hugging Face Trainer' };
const ACCELERATE = { id: 'accelerate', title: 'Accelerate' };

/** `training_args.bin` */
export const trainingArguments: Framework = {
  ...TRAINER,
  recognizes: (root) =>
    hasAll(root, ['output_dir', 'num_train_epochs', 'per_device_train_batch_size']),
  read(root) {
    const part = { path: '', name: '', value: root };
    const notes = ['training arguments'];
    return new Arrangement([part], () => ['run-hyperparameters']).state({ ...TRAINER, notes });
  },
};

/** `rng_state.pth` */
export const trainerRandomState: Framework = {
  ...TRAINER,
  recognizes: (root) => hasAll(root, ['python', 'numpy', 'cpu']),
  read(root) {
    const notes = ['random state'];
    return new Arrangement(partsOf(root, ''), () => ['random']).state({ ...TRAINER, notes });
  },
};

/** `random_states_0.pkl` */
export const accelerateRandomState: Framework = {
  ...ACCELERATE,
  recognizes: (root) => hasAll(root, ['random_state', 'numpy_random_seed', 'torch_manual_seed']),
  read(root) {
    const notes = ['random state'];
    return new Arrangement(partsOf(root, ''), ({ name }) => [
      name === 'step' ? 'step' : 'random',
    ]).state({ ...ACCELERATE, notes });
  },
};

function hasAll(root: Value, keys: readonly string[]): boolean {
  const entries = entriesOf(root);
  return keys.every((key) => entries.has(key));
}
