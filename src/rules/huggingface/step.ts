import { intOf, itemsOf } from '../../frameworks/common/entries.ts';
import { baseName, stepsOf } from '../../runs/recorded-path.ts';
import type { Run } from '../../runs/run.ts';
import { fileBelow } from '../file-below.ts';
import { defineRule } from '../rule.ts';

export const step = defineRule({
  id: 'huggingface/step',
  summary: 'The directory of a Trainer’s checkpoint is named by its step',
  severity: 'warning',
  questions: ['resume'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    const recorded = intOf(run.facts.get('global step'));
    const folder = newestFolder(run);
    const [, named] = /^checkpoint-(\d{1,15})$/.exec(folder ?? '') ?? [];
    if (recorded === undefined || named === undefined || Number(named) === recorded) return;
    const state =
      folder === baseName(run.path) ? 'trainer_state.json' : `${folder}/trainer_state.json`;
    yield {
      file: fileBelow(file, state),
      path: 'global_step',
      data: { folder: folder ?? '', step: recorded },
    };
  },

  message: ({ folder, step: recorded }) => `global_step is ${recorded}, in the directory ${folder}`,
  cure: ({ folder }) =>
    `copy ${folder} again from where it was made: its files are of different saves`,
});

/** The folder that the facts of the run are of. */
function newestFolder({ kind, facts, path }: Run): string | undefined {
  if (kind !== 'huggingface-trainer') return undefined;
  const newest = itemsOf(facts.get('checkpoints')).at(-1);
  return typeof newest === 'string' ? newest : stepsOf(path).at(-1);
}
