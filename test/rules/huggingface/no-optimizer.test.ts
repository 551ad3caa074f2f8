import { noOptimizer } from '../../../src/rules/huggingface/no-optimizer.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';

const remark = (path: string) => ({ kind: 'optimizer-missing', path, data: {} });

testRule(noOptimizer, {
  quiet: { 'nothing is missing': { run: run({ kind: 'huggingface-trainer' }) } },
  finds: {
    'in two checkpoints': {
      subject: { run: run({ remarks: [remark('checkpoint-4'), remark('')] }) },
      findings: [
        {
          severity: 'warning',
          data: { count: 2, examples: ['checkpoint-4', 'the directory'] },
          message: /optimizer\.pt is missing/,
        },
      ],
    },
  },
});
