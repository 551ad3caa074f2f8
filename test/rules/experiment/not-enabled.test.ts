import type { Value } from '../../../src/model/value.ts';
import { notEnabled } from '../../../src/rules/experiment/not-enabled.ts';
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

testRule(notEnabled, {
  quiet: {
    'saving is on': { run: experiment({ enabled: true }, checkpointFile('a.pt')) },
    'nothing saved': { run: experiment({ enabled: false }) },
  },
  finds: {
    'checkpoints all the same': {
      subject: { run: experiment({ enabled: false }, checkpointFile('a.pt')) },
      findings: [{ severity: 'warning', data: { count: 1 }, message: /1 checkpoint/ }],
    },
  },
});
