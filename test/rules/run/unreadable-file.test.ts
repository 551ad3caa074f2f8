import { unreadableFile } from '../../../src/rules/run/unreadable-file.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';

testRule(unreadableFile, {
  quiet: {
    'no remarks': { run: run() },
    'remarks of other sorts': {
      run: run({ remarks: [{ kind: 'moved', path: '', data: { recorded: '/a' } }] }),
    },
    'a file of a job, which is asked itself': {
      run: run({
        jobs: [{ number: 0, path: '0', overrides: [], checkpoints: [checkpointFile('0/a.pt')] }],
        remarks: [{ kind: 'unreadable-file', path: '0/config.yaml', data: { finding: 'a tab' } }],
      }),
    },
  },
  finds: {
    'a configuration and the folder itself': {
      subject: {
        file: 'out',
        run: run({
          remarks: [
            { kind: 'unreadable-file', path: 'config.yaml', data: { finding: 'a tab in line 3' } },
            { kind: 'unreadable-directory', path: '', data: {} },
          ],
        }),
      },
      findings: [
        { severity: 'warning', file: 'out/config.yaml', message: /a tab in line 3$/ },
        { file: 'out', data: { finding: 'no reason is known' } },
      ],
    },
  },
});
