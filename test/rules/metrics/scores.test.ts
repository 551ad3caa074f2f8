import { bestFile } from '../../../src/rules/metrics/best-file.ts';
import { diverged } from '../../../src/rules/metrics/diverged.ts';
import { loggedDifferently } from '../../../src/rules/metrics/logged-differently.ts';
import { wrongMode } from '../../../src/rules/metrics/wrong-mode.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import type { CheckpointFile, Metric, MetricPoint, RunBest } from '../../../src/runs/run.ts';
import {
  DIRPATH,
  earlyStopping,
  keptFile,
  modelCheckpoint,
  recorded,
} from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { trainingState } from '../../support/training-states.ts';

const accuracy = { framework: 'training-loop', metric: 'acc' };
const bestPt = (score: number) => keptFile('a/best.pt', { ...accuracy, kind: 'best', score });

function files(checkpoints: readonly CheckpointFile[], best?: string): Partial<Subject> {
  const chosen: Pick<RunBest, 'path'> = { path: best };
  const rest = { recorded: '', wanted: '', metric: 'val_loss', mode: 'min' } as const;
  const all = { ...rest, ...chosen, score: undefined, epoch: undefined };
  return {
    file: 'run',
    run: run({ checkpoints, ...(best !== undefined && { best: all }) }),
  };
}

const loss = (name: string, score: number) => keptFile(name, { score, mode: 'min' });

testRule(bestFile, {
  quiet: {
    'a best file that is the best': files([
      bestPt(0.9),
      keptFile('a/epoch_1.pt', { ...accuracy, score: 0.8 }),
      keptFile('a/latest.pt', { ...accuracy, kind: 'last', score: 0.9 }),
    ]),
    'a better one in another folder': files([
      bestPt(0.8),
      keptFile('b/epoch_1.pt', { ...accuracy, score: 0.9 }),
    ]),
    'a metric of which nobody knows what is better': files([
      keptFile('a/best.pt', { ...accuracy, metric: 'mine', score: 1 }),
      keptFile('a/epoch_1.pt', { ...accuracy, metric: 'mine', score: 2 }),
    ]),
    'Lightning’s numbered names': files([loss('best.ckpt', 0.5), loss('best-v1.ckpt', 0.2)]),
    'the best by the state of Lightning': files(
      [loss('a.ckpt', 0.2), loss('b.ckpt', 0.5)],
      'a.ckpt',
    ),
  },
  finds: {
    'a better one': {
      subject: files([
        bestPt(81.34),
        keptFile('a/latest.pt', { ...accuracy, kind: 'last', score: 88.84 }),
        keptFile('a/epoch_0020.pt', { ...accuracy, score: 88.84 }),
      ]),
      findings: [
        {
          severity: 'error',
          file: 'run/a/best.pt',
          data: { score: 81.34, other: 'epoch_0020.pt', otherScore: 88.84 },
          message:
            /^best.pt is not the best: its best acc is 81.34, and that of epoch_0020.pt is 88.84$/,
          cure: /^use epoch_0020.pt/,
        },
      ],
    },
    'a better one than the state of Lightning says': {
      subject: files([loss('a.ckpt', 0.5), loss('b.ckpt', 0.2)], 'a.ckpt'),
      findings: [{ severity: 'warning', data: { other: 'b.ckpt' } }],
    },
  },
});

const at = (epoch: number, value: number): MetricPoint => ({ value, step: 10 * epoch + 9, epoch });

function metric(lowest: MetricPoint, highest: MetricPoint, last = highest): Metric {
  return { name: 'val_loss', count: 3, lowest, highest, last };
}

const kept = (epoch: number, score: number) =>
  keptFile(`checkpoints/epoch=${epoch}.ckpt`, { epoch, step: 10 * epoch + 10, score });

function logged(one: Metric, bestScore = 0.25, path = 'metrics.csv'): Partial<Subject> {
  const checkpoints = [kept(0, 0.5), kept(1, 0.25)];
  const keeping = {
    path: 'checkpoints/epoch=1.ckpt',
    monitor: 'val_loss',
    mode: 'min',
    dirpath: DIRPATH,
    bestPath: recorded('epoch=1.ckpt'),
    bestScore,
    lastPath: undefined,
    bestK: new Map(),
  } as const;
  return {
    file: 'run',
    run: run({ checkpoints, keeping: [keeping] }),
    metrics: [{ path, kind: 'csv', metrics: [one] }],
  };
}

testRule(loggedDifferently, {
  quiet: {
    'the same scores': logged(metric(at(1, 0.25), at(0, 0.5))),
    'a score that float32 rounded': logged(metric(at(1, 0.25000000001), at(0, 0.5))),
    'a better score in an epoch that was not saved': logged(metric(at(2, 0.1), at(0, 0.5))),
    'another metric': logged({ ...metric(at(1, 7), at(0, 8)), name: 'train_loss' }),
    'a log of another run': logged(metric(at(1, 7), at(0, 8)), 0.25, 'other/metrics.csv'),
    'several values an epoch, of other steps': logged(
      metric({ ...at(1, 0.3), step: 14 }, at(0, 0.5)),
      0.3,
    ),
    NaN: logged(metric(at(1, Number.NaN), at(0, Number.NaN))),
  },
  finds: {
    'another score of the same epoch': {
      subject: logged(metric(at(0, 0.5), at(1, 5.75))),
      findings: [
        {
          severity: 'warning',
          file: 'run/metrics.csv',
          data: { epoch: 1, logged: 5.75, checkpoint: 0.25, isAtMoment: true },
          message:
            'metrics.csv and the checkpoint disagree about val_loss of epoch 1: 5.75 in metrics.csv, 0.25 in epoch=1.ckpt',
          cure: /sync_dist/,
        },
      ],
    },
    'a best score that was never logged': {
      subject: logged(metric(at(2, 0.4), at(0, 0.5)), 0.25),
      findings: [
        {
          confidence: 'likely',
          data: { logged: 0.4, checkpoint: 0.25, isAtMoment: false },
          message: /^metrics.csv has no val_loss as good as that of epoch=1.ckpt/,
        },
      ],
    },
    'another score in a log without steps': {
      subject: logged(
        metric(
          { value: 0.5, step: undefined, epoch: 0 },
          { value: 5.75, step: undefined, epoch: 1 },
          { value: 0.5, step: undefined, epoch: 2 },
        ),
      ),
      findings: [{ data: { epoch: 1, logged: 5.75 } }],
    },
  },
});

const losses = (value: number, name = 'val_loss'): Partial<Subject> => ({
  file: 'run',
  metrics: [
    {
      path: 'metrics.csv',
      kind: 'csv',
      metrics: [{ ...metric(at(0, 1), at(1, 2), at(2, value)), name }],
    },
  ],
});

testRule(diverged, {
  quiet: {
    'a loss that is a number': losses(0.5),
    'a metric that is no loss': losses(Number.NaN, 'val/acc'),
  },
  finds: {
    'a loss that is none': {
      subject: losses(Number.NaN),
      findings: [
        {
          severity: 'warning',
          file: 'run/metrics.csv',
          data: { metric: 'val_loss', value: 'nan', epoch: 2 },
          message: 'the last val_loss is nan, at epoch 2: training has diverged',
          cure: /lower learning rate/,
        },
      ],
    },
  },
});

const watching = (monitor: string, mode: 'min' | 'max') =>
  ({ training: trainingState({ callbacks: [modelCheckpoint({ monitor, mode })] }) }) as const;

testRule(wrongMode, {
  quiet: {
    'less of a loss': watching('val/map_loss', 'min'),
    'more of an accuracy': watching('val/acc', 'max'),
    'more of recall at ten': watching('val/recall@10', 'max'),
    'a metric that says nothing': watching('my_metric', 'max'),
    'a metric that says both': watching('acc_kl', 'max'),
    'an older file: the newest says it': {
      ...watching('val/acc', 'min'),
      checkpointFile: keptFile('epoch=0.ckpt', { step: 1 }),
      siblings: [keptFile('epoch=1.ckpt', { step: 2 })],
    },
  },
  finds: {
    'less of an accuracy': {
      subject: watching('val/acc', 'min'),
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          path: 'callbacks.ModelCheckpoint',
          data: { monitor: 'val/acc', mode: 'min', expected: 'max' },
          message: /the worst model is kept and called the best$/,
          cure: /ModelCheckpoint\(monitor='val\/acc', mode='max'\)/,
        },
      ],
    },
    'more of two words that make a name of an error': {
      subject: watching('val-abs_rel', 'max'),
      findings: [{ data: { expected: 'min' } }],
    },
    EarlyStopping: {
      subject: {
        training: trainingState({ callbacks: [earlyStopping({ monitor: 'AUROC', mode: 'min' })] }),
      },
      findings: [{ data: { type: 'EarlyStopping' }, message: /training stops/ }],
    },
  },
});
