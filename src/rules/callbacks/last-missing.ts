import { pythonRepr } from '../../model/python-repr.ts';
import { newestOf } from '../../runs/newest.ts';
import { baseName } from '../../runs/recorded-path.ts';
import { isSaid, keepersIn, placeOf } from '../callback-states.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { filesOfItsRun, hasNewestState, isInPlace, isThere } from '../folder-of-file.ts';
import { defineRule } from '../rule.ts';

/** Resuming from `last` opens what `last_model_path` names: https://github.com/Lightning-AI/pytorch-lightning/issues/17606 */
export const lastMissing = defineRule({
  id: 'callbacks/last-missing',
  summary: 'The file that `last_model_path` names lies beside the checkpoint',
  severity: 'warning',
  questions: ['resume'],
  needs: ['training', 'names', 'checkpointFile', 'siblings'],

  *find(subject) {
    const { training, names, checkpointFile, isAlone = false } = subject;
    const keepers = keepersIn(training);
    if (!isInPlace(checkpointFile, keepers)) return;
    // Of a whole run, one file speaks for all that name it.
    if (!isAlone && !hasNewestState(subject)) return;
    for (const keeper of keepers) {
      const { lastPath: recorded, callback } = keeper;
      if (!isSaid(recorded) || isThere(recorded, keeper, names)) continue;
      const isNaming = ({ checkpoint }: typeof checkpointFile) =>
        checkpoint?.recorded.lastPath === recorded;
      const around = filesOfItsRun(subject);
      const naming = around.filter(isNaming);
      const newest = baseName((newestOf(around) ?? checkpointFile).path);
      const files = naming.map(({ path }) => baseName(path)).sort();
      yield {
        path: placeOf(callback, 'last_model_path'),
        data: { recorded, name: baseName(recorded), newest, files, ...examplesOf(files) },
      };
      return;
    }
  },

  message: ({ name, recorded, count, examples }) =>
    `last_model_path names ${name} (${recorded}), and no such file lies here${
      count > 1 ? `; ${exampleText({ count, examples })} name it` : ''
    }`,
  cure: ({ newest }) =>
    `resume from the newest file that is here: trainer.fit(model, ckpt_path=${pythonRepr(newest)})`,
});
