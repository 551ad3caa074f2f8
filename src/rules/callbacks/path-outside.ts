import { stepsOf } from '../../runs/recorded-path.ts';
import { isSaid, keepersIn } from '../callback-states.ts';
import { defineRule } from '../rule.ts';

export const pathOutside = defineRule({
  id: 'callbacks/path-outside',
  summary: 'Recorded paths do not climb out of the folder they were saved in',
  severity: 'warning',
  questions: ['load', 'resume', 'share'],
  needs: ['training'],

  *find({ training }) {
    for (const { dirpath, bestPath, lastPath, bestK, kthBestPath, callback } of keepersIn(
      training,
    )) {
      // A folder given as `../runs` climbs by itself.
      if (isSaid(dirpath) && stepsOf(dirpath).includes('..')) continue;
      const recorded = [bestPath, lastPath, kthBestPath, ...(bestK?.keys() ?? [])];
      const climbing = recorded.find((path) => isSaid(path) && stepsOf(path).includes('..'));
      if (climbing === undefined || !isSaid(dirpath)) continue;
      yield { path: callback.path, data: { recorded: climbing, dirpath } };
    }
  },

  message: ({ recorded, dirpath }) =>
    `a recorded path climbs out of its folder: ${recorded}, where dirpath is ${dirpath}`,
  cure: () => 'do not open or delete files by the paths of this state: it was edited',
});
