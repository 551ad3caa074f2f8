import { textOf } from '../../frameworks/common/entries.ts';
import { fileBelow } from '../file-below.ts';
import { ownRemarks } from '../remarks.ts';
import { defineRule } from '../rule.ts';

const UNREADABLE: ReadonlySet<string> = new Set(['unreadable-file', 'unreadable-directory']);

export const unreadableFile = defineRule({
  id: 'run/unreadable-file',
  summary: 'The configurations, metrics and logs of the run can be read',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    for (const { kind, path, data, error } of ownRemarks(run)) {
      // What could not be had says so itself.
      if (!UNREADABLE.has(kind) || error !== undefined) continue;
      yield {
        file: fileBelow(file, path),
        data: { finding: textOf(data.finding) ?? 'no reason is known' },
      };
    }
  },

  message: ({ finding }) => `it cannot be read, so that nothing in it was judged: ${finding}`,
  cure: () => 'copy it again from where the run was made, or correct what it says',
});
