import { baseName } from '../../runs/recorded-path.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/trainer/connectors/checkpoint_connector.py */
export const hpc = defineRule({
  id: 'names/hpc',
  summary: 'No checkpoint is there that a SLURM job loads by itself',
  severity: 'note',
  questions: ['resume'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints } }) {
    const files = checkpoints.filter(({ kind }) => kind === 'hpc');
    if (files.length > 0) yield { data: examplesOf(files.map(({ path }) => baseName(path))) };
  },

  message: (names) =>
    `${exampleText(names)}: Lightning resumes from it by itself where this folder is default_root_dir, whatever ckpt_path says`,
  cure: () => 'remove it where the next training is to begin anew',
});
