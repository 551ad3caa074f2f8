import { brokenLink } from '../../../src/rules/run/broken-link.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';

testRule(brokenLink, {
  quiet: {
    'no remarks': { run: run() },
    'links that lead out': {
      run: run({ remarks: [{ kind: 'link-outside', path: 'a', data: { target: '/b' } }] }),
    },
  },
  finds: {
    'links that lead nowhere and to themselves': {
      subject: {
        file: 'out',
        run: run({
          remarks: [
            { kind: 'dangling-link', path: 'metrics.csv', data: { target: '../m.csv' } },
            { kind: 'link-to-itself', path: 'a.yaml', data: { target: 'a.yaml' } },
          ],
        }),
      },
      findings: [
        {
          file: 'out/metrics.csv',
          data: { target: '../m.csv', isLoop: false },
          message: /not there$/,
        },
        {
          file: 'out/a.yaml',
          data: { target: 'a.yaml', isLoop: true },
          message: /itself: a\.yaml$/,
        },
      ],
    },
  },
});
