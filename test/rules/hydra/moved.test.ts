import type { Value } from '../../../src/model/value.ts';
import { moved } from '../../../src/rules/hydra/moved.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';

const facts = new Map<string, Value>([['output directory', '/work/outputs/1']]);
const remark = (recorded: string) => ({ kind: 'moved', path: '', data: { recorded } });

testRule(moved, {
  quiet: {
    'a run in its place': { run: run({ kind: 'hydra-run', facts }) },
    'checkpoints from elsewhere, which are told by others': {
      run: run({ kind: 'hydra-run', facts, remarks: [remark('/work/lightning_logs')] }),
    },
  },
  finds: {
    'a run elsewhere': {
      subject: {
        file: 'copy',
        run: run({ kind: 'hydra-run', facts, remarks: [remark('/work/outputs/1')] }),
      },
      findings: [
        {
          severity: 'note',
          data: { recorded: '/work/outputs/1', here: 'copy' },
          cure: /below copy/,
        },
      ],
    },
  },
});
