import { pythonRepr } from '../../model/python-repr.ts';
import { folderOf } from '../../runs/recorded-path.ts';
import { isSaid, keepersIn, placeOf } from '../callback-states.ts';
import { hasNewestState } from '../folder-of-file.ts';
import { defineRule } from '../rule.ts';

/** Lightning compares `dirpath` as text, and ranks anew where it differs. */
export const moved = defineRule({
  id: 'callbacks/moved',
  summary: 'The checkpoints lie in the folder that they recorded',
  severity: 'note',
  questions: ['resume'],
  needs: ['training', 'run', 'checkpointFile', 'siblings'],

  *find(subject) {
    const { training, run, checkpointFile } = subject;
    if (!hasNewestState(subject)) return;
    const folder = folderOf(checkpointFile.path);
    const remark = run.remarks.find(({ kind, path }) => kind === 'moved' && path === folder);
    const keeper = keepersIn(training).find(({ dirpath }) => dirpath === remark?.data.recorded);
    if (keeper === undefined || !isSaid(keeper.dirpath)) return;
    yield { path: placeOf(keeper.callback, 'dirpath'), data: { recorded: keeper.dirpath } };
  },

  message: ({ recorded }) =>
    `recorded paths point to ${recorded}; the files were looked for here, under the same names, and resuming with another dirpath ranks anew`,
  cure: ({ recorded }) =>
    `to go on with the ranking, move the files back and resume with dirpath=${pythonRepr(recorded)}`,
});
