import type { Value } from '../../../src/model/value.ts';
import { resume } from '../../../src/rules/experiment/resume.ts';
import type { CheckpointFile } from '../../../src/runs/run.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, checkpointSummary, run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

const experiment = (saving: Readonly<Record<string, Value>>, ...files: readonly CheckpointFile[]) =>
  run({
    kind: 'experiment',
    checkpoints: files,
    configs: [
      { path: 'config.yaml', title: 'config.yaml', value: dict({ checkpoint: dict(saving) }) },
    ],
  });

const file = (epoch: number) =>
  checkpointFile(`epoch_${epoch}.pt`, { checkpoint: checkpointSummary({ epoch }) });

testRule(resume, {
  quiet: {
    'not resumed': { run: experiment({ resume: '' }, file(9)) },
    'later epochs': { run: experiment({ resume: '../a/epoch_0050.pt' }, file(59), file(69)) },
    'a name without an epoch': { run: experiment({ resume: '../a/latest.pt' }, file(9)) },
    'nothing saved yet': { run: experiment({ resume: '../a/epoch_0050.pt' }) },
  },
  finds: {
    'epochs from the start': {
      subject: { run: experiment({ resume: '../a/epoch_0050.pt' }, file(9), file(59)) },
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          data: { from: 50, first: 9 },
          message: /epoch 50.*epoch 9: training began anew$/,
        },
      ],
    },
  },
});
