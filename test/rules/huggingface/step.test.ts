import type { Value } from '../../../src/model/value.ts';
import { step } from '../../../src/rules/huggingface/step.ts';
import type { Run } from '../../../src/runs/run.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { list } from '../../support/values.ts';

const trainer = (globalStep: Value, parts: Partial<Run> = {}) =>
  run({ kind: 'huggingface-trainer', facts: new Map([['global step', globalStep]]), ...parts });

testRule(step, {
  quiet: {
    'the same step': { run: trainer(8, { path: 'run/checkpoint-8' }) },
    'a directory with another name': { run: trainer(9, { path: 'run/final' }) },
    'no step': { run: trainer(null, { path: 'run/checkpoint-8' }) },
    'another kind of run': { run: trainer(9, { path: 'checkpoint-8', kind: 'folder' }) },
  },
  finds: {
    'another, in the directory itself': {
      subject: { file: 'run/checkpoint-8', run: trainer(9, { path: 'run/checkpoint-8' }) },
      findings: [
        {
          severity: 'warning',
          file: 'run/checkpoint-8/trainer_state.json',
          path: 'global_step',
          data: { folder: 'checkpoint-8', step: 9 },
        },
      ],
    },
    'another, in the newest of several': {
      subject: {
        file: 'run',
        run: trainer(9, {
          facts: new Map<string, Value>([
            ['global step', 9],
            ['checkpoints', list('checkpoint-4', 'checkpoint-8')],
          ]),
        }),
      },
      findings: [
        {
          file: 'run/checkpoint-8/trainer_state.json',
          message: /^global_step is 9, .* checkpoint-8$/,
        },
      ],
    },
  },
});
