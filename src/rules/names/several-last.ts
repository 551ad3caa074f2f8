import { isReadable, newestOf } from '../../runs/newest.ts';
import { baseName, folderOf } from '../../runs/recorded-path.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** `ckpt_path="last"` takes the file that was written last, by the clock. */
export const severalLast = defineRule({
  id: 'names/several-last',
  summary: 'There is one last checkpoint in a folder',
  severity: 'warning',
  questions: ['resume'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints } }) {
    for (const folder of new Set(checkpoints.map(({ path }) => folderOf(path)))) {
      const lasts = checkpoints
        .filter(({ path, kind }) => folderOf(path) === folder && kind === 'last')
        .filter(isReadable)
        .filter(({ checkpoint }) => checkpoint.framework?.id === 'lightning');
      const furthest = newestOf(lasts);
      if (lasts.length < 2 || furthest === undefined) continue;
      const youngest = lasts.reduce((young, one) =>
        (one.modified ?? 0) > (young.modified ?? 0) ? one : young,
      );
      const isSame =
        youngest.checkpoint.step === furthest.checkpoint.step &&
        youngest.checkpoint.epoch === furthest.checkpoint.epoch;
      yield {
        severity: isSame ? 'note' : 'warning',
        data: {
          furthest: baseName(furthest.path),
          youngest: baseName(youngest.path),
          isSame,
          ...examplesOf(lasts.map(({ path }) => baseName(path))),
        },
      };
    }
  },

  message: ({ furthest, youngest, isSame, ...names }) =>
    `${names.count} files are called last (${exampleText(names)})${
      isSame
        ? ''
        : `: ckpt_path='last' takes ${youngest}, which was written last, and ${furthest} is further`
    }`,
  cure: ({ furthest }) => `name the file to resume from: ckpt_path='…/${furthest}'`,
});
