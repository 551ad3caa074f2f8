import type { Value } from '../../../src/model/value.ts';
import { duplicate } from '../../../src/rules/callbacks/duplicate.ts';
import { bestDecreases } from '../../../src/rules/metrics/best-decreases.ts';
import { saveLast } from '../../../src/rules/metrics/save-last.ts';
import { weakMonitor } from '../../../src/rules/metrics/weak-monitor.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import type { CheckpointFile } from '../../../src/runs/run.ts';
import { keptFile, modelCheckpoint } from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { trainingState } from '../../support/training-states.ts';
import { dict } from '../../support/values.ts';

type Entries = Readonly<Record<string, Value>>;

function callbacks(...all: readonly Entries[]): Partial<Subject> {
  const entries = all.map((options, index): [string, Value] => [
    `c${index}`,
    dict({ _target_: 'pytorch_lightning.callbacks.ModelCheckpoint', ...options }),
  ]);
  const value = dict({ callbacks: dict(Object.fromEntries(entries)) });
  return { file: 'c.yaml', configs: [{ path: 'c.yaml', title: 'configuration', value }] };
}

/** As anchors of YAML make it. */
const anchor = dict({ _target_: 'a.ModelCheckpoint' });

testRule(duplicate, {
  quiet: {
    'a value that stands in two places': {
      configs: [{ path: 'c.yaml', title: 'c', value: dict({ a: anchor, b: anchor }) }],
    },
    one: callbacks({ monitor: 'val_loss' }),
    'two monitors': callbacks({ monitor: 'val_loss' }, { monitor: 'val_acc', mode: 'max' }),
    'two triggers': callbacks({}, { every_n_train_steps: 100 }),
  },
  finds: {
    'two that differ in what is no part of the key': {
      subject: callbacks(
        { monitor: 'val_loss', dirpath: 'a' },
        { monitor: 'val_loss', mode: 'min' },
      ),
      findings: [
        {
          severity: 'error',
          path: 'callbacks.c1',
          data: { first: 'callbacks.c0', second: 'callbacks.c1', monitor: 'val_loss' },
          message: /RuntimeError: Found more than one stateful callback/,
          cure: /every_n_epochs/,
        },
      ],
    },
  },
});

const targets = { lightning: '2.6.0' };
const both = { monitor: 'val_loss', save_last: true };

testRule(saveLast, {
  quiet: {
    'a version that saved it each time': { ...callbacks(both), targets: { lightning: '2.5.6' } },
    'a version that nobody knows': callbacks(both),
    'no last file': { ...callbacks({ monitor: 'val_loss' }), targets },
    'every file kept': { ...callbacks({ ...both, save_top_k: -1 }), targets },
    'no monitor': { ...callbacks({ save_last: true }), targets },
    'steps, at which it is saved too': {
      ...callbacks({ ...both, every_n_train_steps: 9 }),
      targets,
    },
  },
  finds: {
    'a last file that waits for the best': {
      subject: { ...callbacks({ ...both, save_top_k: 3 }), targets },
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.c0.save_last',
          data: { monitor: 'val_loss', saveTopK: 3, version: '2.6.0' },
          message: /enters the 3 best by val_loss/,
          cure: /monitor=None/,
        },
      ],
    },
    'one of a run that says its version': {
      subject: {
        ...callbacks(both),
        run: run({ checkpoints: [keptFile('a.ckpt', { version: '2.6.6' })] }),
      },
      findings: [{ data: { version: '2.6.6' } }],
    },
  },
});

function watching(monitor: string | null): Partial<Subject> {
  const training = trainingState({ callbacks: [modelCheckpoint({ monitor })] });
  return { training, checkpointFile: keptFile('a.ckpt', { epoch: 1 }), siblings: [] };
}

testRule(weakMonitor, {
  quiet: {
    'a metric of validation': watching('val_loss'),
    'no monitor': watching(null),
    'a name that begins alike': watching('trainable'),
    'an older file: the newest says it': {
      ...watching('train_loss'),
      siblings: [keptFile('b.ckpt', { epoch: 2 })],
    },
  },
  finds: {
    'a metric of training': {
      subject: watching('train/loss'),
      findings: [{ severity: 'note', data: { isStep: false }, cure: /as val\/loss$/ }],
    },
    'one of the last batch': {
      subject: watching('val_loss_step'),
      findings: [{ data: { isStep: true }, cure: /^monitor val_loss_epoch,/ }],
    },
  },
});

const loop = { framework: 'training-loop', metric: 'acc' };
const at = (epoch: number, score: number, name = `epoch_${epoch}.pt`) =>
  keptFile(`a/${name}`, { ...loop, epoch, score });
const files = (...checkpoints: readonly CheckpointFile[]) => ({
  file: 'run',
  run: run({ checkpoints }),
});

testRule(bestDecreases, {
  quiet: {
    'a score that grows': files(at(10, 80), at(20, 80), at(30, 90)),
    'an error that falls': files(
      keptFile('epoch_1.pt', { ...loop, metric: 'loss', epoch: 1, score: 2 }),
      keptFile('epoch_2.pt', { ...loop, metric: 'loss', epoch: 2, score: 1 }),
    ),
    'a metric of which nobody knows what is better': files(
      keptFile('epoch_1.pt', { ...loop, metric: 'mine', epoch: 1, score: 2 }),
      keptFile('epoch_2.pt', { ...loop, metric: 'mine', epoch: 2, score: 1 }),
    ),
    'Lightning, whose files have scores of their own': files(
      keptFile('epoch=1.ckpt', { metric: 'acc', epoch: 1, score: 2 }),
      keptFile('epoch=2.ckpt', { metric: 'acc', epoch: 2, score: 1 }),
    ),
  },
  finds: {
    'a score that falls': {
      subject: files(at(20, 70), at(10, 80), at(30, 60)),
      findings: [
        {
          severity: 'warning',
          file: 'run/a/epoch_20.pt',
          data: { score: 70, earlier: 'epoch_10.pt', earlierScore: 80 },
          cure: /epoch_10.pt/,
        },
      ],
    },
  },
});
