import type { Value } from '../../../src/model/value.ts';
import { noBest } from '../../../src/rules/experiment/no-best.ts';
import type { CheckpointFile } from '../../../src/runs/run.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

const experiment = (saving: Readonly<Record<string, Value>>, ...files: readonly CheckpointFile[]) =>
  run({
    kind: 'experiment',
    checkpoints: files,
    configs: [
      { path: 'config.yaml', title: 'config.yaml', value: dict({ checkpoint: dict(saving) }) },
    ],
  });

testRule(noBest, {
  quiet: {
    'a best file': { run: experiment({ save_best: true }, checkpointFile('checkpoints/best.pt')) },
    'none asked for': { run: experiment({ save_best: false }) },
    'another kind of run': { run: { ...experiment({ save_best: true }), kind: 'folder' } },
  },
  finds: {
    none: {
      subject: { run: experiment({ save_best: true, resume: '' }, checkpointFile('latest.pt')) },
      findings: [
        {
          severity: 'warning',
          path: 'checkpoint.save_best',
          data: { resumed: null },
          message: /^checkpoint\.save_best is true and there is no best\.pt$/,
        },
      ],
    },
    'none after resuming': {
      subject: { run: experiment({ save_best: true, resume: '../a/latest.pt' }) },
      findings: [{ data: { resumed: '../a/latest.pt' }, cure: /beside \.\.\/a\/latest\.pt/ }],
    },
  },
});
