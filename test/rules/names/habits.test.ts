import { cadence } from '../../../src/rules/names/cadence.ts';
import { hpc } from '../../../src/rules/names/hpc.ts';
import { leftOver } from '../../../src/rules/names/left-over.ts';
import { metricFolder } from '../../../src/rules/names/metric-folder.ts';
import { versionSuffix } from '../../../src/rules/names/version-suffix.ts';
import { zeroMetric } from '../../../src/rules/names/zero-metric.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import type { CheckpointFile, MetricSource } from '../../../src/runs/run.ts';
import { keptFile } from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

function files(...checkpoints: readonly CheckpointFile[]): Partial<Subject> {
  return { run: run({ checkpoints }) };
}

testRule(versionSuffix, {
  quiet: {
    'names that were free': files(keptFile('epoch=1.ckpt')),
    'last files, which have a rule of their own': files(keptFile('last-v1.ckpt', { kind: 'last' })),
  },
  finds: {
    'a name that was taken': {
      subject: files(keptFile('best.ckpt'), keptFile('best-v1.ckpt')),
      findings: [
        { severity: 'note', data: { count: 1, examples: ['best-v1.ckpt'] }, cure: /filename=/ },
      ],
    },
  },
});

testRule(metricFolder, {
  quiet: {
    'names without folders': files(keptFile('checkpoints/epoch=1-loss=0.5.ckpt')),
    'a folder that was called so': files(keptFile('epoch=1/last.ckpt')),
  },
  finds: {
    'a metric with a slash': {
      subject: files(
        keptFile('checkpoints/epoch=00-val/recall@10=0.6.ckpt'),
        keptFile('checkpoints/epoch=01-val/recall@10=0.7.ckpt'),
      ),
      findings: [
        {
          severity: 'note',
          data: { count: 2, examples: ['epoch=00-val', 'epoch=01-val'] },
          cure: /auto_insert_metric_name=False/,
        },
      ],
    },
  },
});

testRule(leftOver, {
  quiet: { 'files that are kept': files(keptFile('epoch=1.ckpt')) },
  finds: {
    'a temporary file': {
      subject: files(checkpointFile('.lr_find_2f1e.ckpt', { kind: 'temporary' })),
      findings: [{ severity: 'note', message: /is a temporary file/, cure: /delete/ }],
    },
  },
});

testRule(hpc, {
  quiet: { 'files that are kept': files(keptFile('epoch=1.ckpt')) },
  finds: {
    'a file of a job that was taken down': {
      subject: files(keptFile('hpc_ckpt_7.ckpt', { kind: 'hpc' })),
      findings: [{ severity: 'note', data: { examples: ['hpc_ckpt_7.ckpt'] }, cure: /remove/ }],
    },
  },
});

const point = { value: 0.5, step: 1, epoch: 0 };
const metrics: readonly MetricSource[] = [
  {
    path: 'metrics.csv',
    kind: 'csv',
    metrics: [{ name: 'val_acc', count: 1, last: point, lowest: point, highest: point }],
  },
];

testRule(zeroMetric, {
  quiet: {
    'a metric that was logged': { ...files(keptFile('a-val_acc=0.00.ckpt')), metrics },
    'a metric that is not always 0': {
      ...files(keptFile('a-val_f1=0.00.ckpt'), keptFile('b-val_f1=0.20.ckpt')),
      metrics,
    },
    'the metric that files are kept by': {
      ...files(keptFile('a-val_loss=0.00.ckpt', { score: 0.001 })),
      metrics,
    },
    'no log at all': { ...files(keptFile('a-val_f1=0.00.ckpt')), metrics: [] },
  },
  finds: {
    'a metric that nothing logs': {
      subject: { ...files(keptFile('epoch=1-val_ac=0.00.ckpt')), metrics },
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          data: { metric: 'val_ac', nearest: 'val_acc' },
          cure: /as \{val_acc\}/,
        },
      ],
    },
  },
});

function experiment(frequency: number, epochs: readonly number[], shift = 0): Partial<Subject> {
  const loop = { framework: 'training-loop' };
  const checkpoints = epochs.map((epoch) =>
    keptFile(`checkpoints/epoch_${epoch + shift}.pt`, { ...loop, epoch }),
  );
  const value = dict({ checkpoint: dict({ save_frequency: frequency }) });
  const configs = [{ path: 'config.yaml', title: 'config.yaml', value }];
  return { run: run({ kind: 'experiment', checkpoints, configs }) };
}

testRule(cadence, {
  quiet: {
    'every tenth epoch, from one': experiment(10, [10, 20]),
    'every tenth epoch, from zero': experiment(10, [9, 19]),
    'a best one between them': experiment(10, [9, 13, 19]),
    'files that do not tell where epochs begin': experiment(10, [9, 20]),
    'no frequency': experiment(0, [9, 29]),
    'another kind of run': files(keptFile('epoch_9.pt', { epoch: 9 })),
    'an epoch that nobody trains': experiment(1, [Number.MAX_SAFE_INTEGER]),
  },
  finds: {
    'one that is gone': {
      subject: experiment(10, [9, 29], 1),
      findings: [
        {
          severity: 'note',
          data: { frequency: 10, last: 29, examples: ['19'] },
          message: /epoch 19 has no file$/,
          cure: /copy/,
        },
      ],
    },
    'two that are gone': {
      subject: experiment(10, [30]),
      findings: [{ message: /epochs 10, 20 have no file$/ }],
    },
  },
});
