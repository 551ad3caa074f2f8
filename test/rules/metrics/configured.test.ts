import type { Value } from '../../../src/model/value.ts';
import { cadence } from '../../../src/rules/metrics/cadence.ts';
import { configuredMode } from '../../../src/rules/metrics/configured-mode.ts';
import { monitor } from '../../../src/rules/metrics/monitor.ts';
import { retention } from '../../../src/rules/metrics/retention.ts';
import { savingOptions } from '../../../src/rules/metrics/saving-options.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import { keptFile } from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { dict, float, list } from '../../support/values.ts';

type Entries = Readonly<Record<string, Value>>;

const of = (value: Value): Partial<Subject> => ({
  file: 'config.yaml',
  configs: [{ path: 'config.yaml', title: 'configuration', value }],
});

/** As Hydra instantiates it. */
function hydra(
  options: Entries,
  trainer: Entries = {},
  type = 'ModelCheckpoint',
): Partial<Subject> {
  const target = { _target_: `lightning.pytorch.callbacks.${type}`, ...options };
  return of(dict({ callbacks: dict({ one: dict(target) }), trainer: dict(trainer) }));
}

/** As LightningCLI writes it. */
function cli(options: Entries, trainer: Entries = {}): Partial<Subject> {
  const callback = dict({
    class_path: 'lightning.pytorch.callbacks.ModelCheckpoint',
    init_args: dict(options),
  });
  return of(dict({ trainer: dict({ ...trainer, callbacks: list(callback) }) }));
}

const metricNames = ['train_loss', 'val_loss', 'val_acc_epoch'];

testRule(monitor, {
  quiet: {
    'a metric that is listed': { ...hydra({ monitor: 'val_loss' }), metricNames },
    'the epoch, which there always is': { ...hydra({ monitor: 'epoch' }), metricNames },
    'no monitor': { ...hydra({}), metricNames },
    'an interpolation': { ...hydra({ monitor: `\${metric}` }), metricNames },
    'nothing that tells what is logged': hydra({ monitor: 'loss' }),
    'a class of another name': { ...hydra({ monitor: 'x' }, {}, 'Timer'), metricNames },
  },
  finds: {
    'a metric that is not listed': {
      subject: { ...hydra({ monitor: 'Val-Loss' }), metricNames },
      findings: [
        {
          severity: 'error',
          file: 'config.yaml',
          path: 'callbacks.one.monitor',
          data: { monitor: 'Val-Loss', nearest: ['val_loss'], count: 3 },
          message:
            /MisconfigurationException: `ModelCheckpoint\(monitor='Val-Loss'\)` could not find/,
          cure: /^set monitor: val_loss, or log it/,
        },
      ],
    },
    'one that is there under the name of its epoch': {
      subject: { ...cli({ monitor: 'val_acc' }), metricNames },
      findings: [
        { path: 'trainer.callbacks[0].init_args.monitor', data: { nearest: ['val_acc_epoch'] } },
      ],
    },
    'one of EarlyStopping': {
      subject: { ...hydra({ monitor: 'nope' }, {}, 'EarlyStopping'), metricNames },
      findings: [
        {
          message:
            /RuntimeError: Early stopping conditioned on metric `nope` which is not available$/,
          cure: "log it: self.log('nope', value)",
        },
      ],
    },
    'one that is never looked at': {
      subject: { ...hydra({ monitor: 'nope', save_top_k: 0 }), metricNames },
      findings: [{ severity: 'note' }],
    },
    'one that no log has': {
      subject: {
        ...hydra({ monitor: 'usdr' }),
        metrics: [
          {
            path: 'metrics.csv',
            kind: 'csv',
            metrics: [
              {
                name: 'val/usdr',
                count: 1,
                last: { value: 1, step: 1, epoch: 1 },
                lowest: { value: 1, step: 1, epoch: 1 },
                highest: { value: 1, step: 1, epoch: 1 },
              },
            ],
          },
        ],
      },
      findings: [{ severity: 'warning', confidence: 'likely', data: { nearest: ['val/usdr'] } }],
    },
  },
});

testRule(savingOptions, {
  quiet: {
    'the best few': hydra({ monitor: 'val_loss', save_top_k: 3, mode: 'min' }),
    'every file': hydra({ save_top_k: -1 }),
    'one trigger': hydra({
      every_n_train_steps: 100,
      every_n_epochs: 0,
      train_time_interval: null,
    }),
    'a mode that is filled in later': hydra({ mode: `\${mode}` }),
  },
  finds: {
    'the best few of nothing': {
      subject: cli({ save_top_k: 3 }),
      findings: [
        {
          severity: 'error',
          path: 'trainer.callbacks[0].init_args.save_top_k',
          message:
            'ModelCheckpoint raises MisconfigurationException: ModelCheckpoint(save_top_k=3, monitor=None) is not a valid configuration. No quantity for top_k to track',
          cure: /^set monitor: val_loss/,
        },
      ],
    },
    'a mode that is none': {
      subject: hydra({ mode: 'auto' }),
      findings: [{ message: /`mode` can be min, max but got auto$/, cure: /mode: min/ }],
    },
    'a number that is none': {
      subject: hydra({ save_top_k: -2 }),
      findings: [{ message: /Invalid value for save_top_k=-2/ }],
    },
    'two triggers': {
      subject: hydra({ every_n_train_steps: 100, every_n_epochs: 1 }),
      findings: [{ message: /every_n_train_steps, every_n_epochs should be mutually exclusive$/ }],
    },
  },
});

const trainer = { max_epochs: 10, check_val_every_n_epoch: 4 };

testRule(cadence, {
  quiet: {
    'numbers that meet': hydra({ every_n_epochs: 2 }, trainer),
    'no end': hydra({ every_n_epochs: 3 }, { ...trainer, max_epochs: -1 }),
    'an end of each epoch that validation has no part in': hydra(
      { every_n_epochs: 3, save_on_train_epoch_end: true },
      trainer,
    ),
    'nothing to save': hydra({ every_n_epochs: 3, save_top_k: 0 }, trainer),
    'numbers that are none': hydra({ every_n_epochs: float(3) }, { max_epochs: 'ten' }),
  },
  finds: {
    'numbers that meet after the end': {
      subject: hydra({ every_n_epochs: 3 }, trainer),
      findings: [
        {
          severity: 'error',
          path: 'callbacks.one.every_n_epochs',
          data: { every: 3, check: 4, together: 12, most: 10 },
          message: /meet every 12 epochs, and max_epochs is 10: nothing is ever saved$/,
          cure: 'set every_n_epochs: 4',
        },
      ],
    },
    'a number beyond the end': {
      subject: cli({ every_n_epochs: 20 }, { max_epochs: 10 }),
      findings: [{ data: { together: 20 }, cure: 'set every_n_epochs: 1' }],
    },
    'validation beyond the end': {
      subject: cli({ every_n_epochs: 1 }, { max_epochs: 10, check_val_every_n_epoch: 11 }),
      findings: [{ cure: /^set check_val_every_n_epoch to 10 or less/ }],
    },
  },
});

testRule(configuredMode, {
  quiet: {
    'a mode that fits': hydra({ monitor: 'val/acc', mode: 'max' }),
    'the default for a loss': hydra({ monitor: 'acc_loss' }),
    'a metric that says nothing': hydra({ monitor: 'score_of_mine', mode: 'max' }),
    'checkpoints that say it themselves': {
      ...hydra({ monitor: 'val/acc' }),
      run: run({
        keeping: [
          {
            path: 'a.ckpt',
            monitor: 'val/acc',
            mode: 'min',
            dirpath: undefined,
            bestPath: undefined,
            bestScore: undefined,
            lastPath: undefined,
            bestK: new Map(),
          },
        ],
      }),
    },
  },
  finds: {
    'the default for an accuracy': {
      subject: hydra({ monitor: 'val/acc' }),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.one.mode',
          message:
            "ModelCheckpoint monitors val/acc with mode 'min', the default: the worst model is kept",
          cure: 'set mode: max',
        },
      ],
    },
    'EarlyStopping that stops too early': {
      subject: hydra({ monitor: 'ndcg@10', mode: 'min' }, {}, 'EarlyStopping'),
      findings: [{ message: /with mode 'min': training stops/, cure: 'set mode: max' }],
    },
  },
});

const large = { ...keptFile('epoch=1.ckpt'), byteLength: 1e9 };

testRule(retention, {
  quiet: {
    'small files': {
      ...hydra({ save_top_k: -1 }, { max_epochs: 100 }),
      run: run({ checkpoints: [keptFile('epoch=1.ckpt')] }),
    },
    'a few of large files': {
      ...hydra({ save_top_k: 3 }, { max_epochs: 100 }),
      run: run({ checkpoints: [large] }),
    },
    'no end': { ...hydra({ save_top_k: -1 }), run: run({ checkpoints: [large] }) },
  },
  finds: {
    'all of large files': {
      subject: {
        ...hydra({ save_top_k: -1, every_n_epochs: 3 }, { max_epochs: 100 }),
        run: run({ checkpoints: [large] }),
      },
      findings: [
        {
          severity: 'note',
          data: { files: 34, total: 34e9 },
          message:
            'save_top_k -1 keeps every file: 34 files of 1.0 GB over 100 epochs, 34.0 GB in all',
          cure: /every 6 epochs/,
        },
      ],
    },
    'all of large files of packnet-sfm': {
      subject: {
        ...of(
          dict({
            checkpoint: dict({ save_top_k: -1, period: 2 }),
            arch: dict({ max_epochs: 50 }),
          }),
        ),
        run: run({ checkpoints: [large] }),
      },
      findings: [{ path: 'checkpoint.save_top_k', data: { files: 25 } }],
    },
  },
});
