import { notListed } from '../../../src/rules/run/not-listed.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';

testRule(notListed, {
  quiet: {
    'no remarks': { run: run() },
    'a limit of another sort': {
      run: run({ remarks: [{ kind: 'unreadable-file', path: 'a', data: { limit: 3 } }] }),
    },
  },
  finds: {
    'too many entries and too many levels': {
      subject: {
        run: run({
          remarks: [
            { kind: 'too-many-entries', path: '', data: { limit: 20000 } },
            { kind: 'too-deep', path: 'a/b', data: { limit: 16, count: 2 } },
          ],
        }),
      },
      findings: [
        {
          severity: 'note',
          data: { limit: 20000, unit: 'entries' },
          message: /first 20,000 entries/,
        },
        { data: { limit: 16, unit: 'levels' }, message: /first 16 levels/ },
      ],
    },
  },
});
