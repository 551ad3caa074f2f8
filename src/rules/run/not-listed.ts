import { intOf } from '../../frameworks/common/entries.ts';
import { number } from '../../model/units.ts';
import { ownRemarks } from '../remarks.ts';
import { defineRule } from '../rule.ts';

export const notListed = defineRule({
  id: 'run/not-listed',
  summary: 'All of the directory was looked at',
  severity: 'note',
  questions: ['load', 'resume', 'eval', 'share'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    for (const { kind, data } of ownRemarks(run)) {
      const limit = intOf(data.limit);
      if (limit === undefined) continue;
      if (kind === 'too-deep') yield { data: { limit, unit: 'levels' } };
      if (kind === 'too-many-entries') yield { data: { limit, unit: 'entries' } };
    }
  },

  message: ({ limit, unit }) =>
    `only the first ${number(limit)} ${unit} of the directory were looked at; what lies beyond was not judged`,
  cure: () => 'name a directory further down, that of one run',
});
