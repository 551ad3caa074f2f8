import { noBest } from '../../../src/rules/huggingface/no-best.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';

const best = {
  path: undefined,
  recorded: '/home/user/run/checkpoint-9',
  wanted: 'checkpoint-9',
  metric: 'eval_loss',
  mode: undefined,
  score: 3.5,
  epoch: undefined,
};
const remarks = [
  { kind: 'best-missing', path: 'trainer_state.json', data: { recorded: best.recorded } },
];

testRule(noBest, {
  quiet: {
    'it is there': { run: run({ kind: 'huggingface-trainer' }) },
    'that of another framework': { run: run({ kind: 'lightning-logs', best, remarks }) },
  },
  finds: {
    'it is not': {
      subject: { file: 'run', run: run({ kind: 'huggingface-trainer', best, remarks }) },
      findings: [
        {
          severity: 'warning',
          file: 'run/trainer_state.json',
          path: 'best_model_checkpoint',
          data: { recorded: best.recorded, wanted: 'checkpoint-9', score: 3.5 },
          message: /names \/home\/user\/run\/checkpoint-9, and checkpoint-9 is not there$/,
        },
      ],
    },
  },
});
