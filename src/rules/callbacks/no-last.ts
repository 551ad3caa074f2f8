import { baseName } from '../../runs/recorded-path.ts';
import { isSaid, keepersIn, placeOf } from '../callback-states.ts';
import { filesOfItsRun, hasNewestState, isInPlace } from '../folder-of-file.ts';
import { defineRule } from '../rule.ts';

export const noLast = defineRule({
  id: 'callbacks/no-last',
  summary: 'A last checkpoint was saved to resume from',
  severity: 'note',
  questions: ['resume'],
  needs: ['training', 'checkpointFile', 'siblings', 'names'],

  *find(subject) {
    const { training, checkpointFile, names } = subject;
    const keepers = keepersIn(training);
    const [first] = keepers;
    if (first === undefined || !hasNewestState(subject)) return;
    if (!isInPlace(checkpointFile, keepers)) return;
    // Older versions did not keep the path.
    const isOff = keepers.every(
      ({ lastPath, callback }) => !isSaid(lastPath) && callback.state.has('last_model_path'),
    );
    const isThere = names.some((name) => /(?:^|[-_.=])last(?=[-_.=]|$)/i.test(name));
    if (!isOff || isThere) return;
    const files = filesOfItsRun(subject).length;
    const newest = baseName(checkpointFile.path);
    yield { path: placeOf(first.callback, 'last_model_path'), data: { newest, files } };
  },

  message: () => 'save_last is off: last.ckpt was never written',
  cure: ({ newest }) => `resume from ${newest}, the newest file that there is`,
});
