import { textOf } from '../../frameworks/common/entries.ts';
import { fileBelow } from '../file-below.ts';
import { ownRemarks } from '../remarks.ts';
import { defineRule } from '../rule.ts';

/** Links that stand for checkpoints are judged with those. */
export const brokenLink = defineRule({
  id: 'run/broken-link',
  summary: 'Every link of the run leads to a file',
  severity: 'warning',
  questions: ['load', 'resume', 'share'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    for (const { kind, path, data } of ownRemarks(run)) {
      if (kind !== 'dangling-link' && kind !== 'link-to-itself') continue;
      const target = textOf(data.target) ?? '';
      yield { file: fileBelow(file, path), data: { target, isLoop: kind === 'link-to-itself' } };
    }
  },

  message: ({ target, isLoop }) =>
    isLoop ? `a link that leads to itself: ${target}` : `a link to ${target}, which is not there`,
  cure: () => 'copy the file it stands for to its place, or remove the link',
});
