import type { Value } from '../../../src/model/value.ts';
import { packnetGroundTruth } from '../../../src/rules/metrics/packnet-ground-truth.ts';
import { packnetKeepsAll } from '../../../src/rules/metrics/packnet-keeps-all.ts';
import { packnetMode } from '../../../src/rules/metrics/packnet-mode.ts';
import { packnetMonitor } from '../../../src/rules/metrics/packnet-monitor.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { dict, list } from '../../support/values.ts';

const FILE = 'train.yaml';

type Entries = Readonly<Record<string, Value>>;

/** A configuration by itself, with depth to validate on. */
function configured(checkpoint: Entries, validation: Entries = {}): Partial<Subject> {
  const value = dict({
    checkpoint: dict(checkpoint),
    arch: dict({ max_epochs: 50 }),
    datasets: dict({ validation: dict(validation) }),
  });
  return { file: FILE, configs: [{ path: FILE, title: 'configuration', value }] };
}

const METRICS = ['abs_rel', 'rmse', 'a1'];
const listed = (checkpoint: Entries, metricNames = METRICS) => ({
  ...configured(checkpoint),
  metricNames,
});

testRule(packnetMonitor, {
  quiet: {
    'every file kept, which needs no metric': configured({ save_top_k: -1, period: 2 }),
    'a metric that is listed': listed({ save_top_k: 3, monitor: 'abs_rel' }),
    'a metric with the name of its data set before it': listed({ monitor: 'abs_rel' }, [
      'ncdb-val-velodyne-abs_rel',
    ]),
    'a variant of a metric that the code base has': configured({ monitor: 'rmse_pp_gt' }),
    'a fork’s metric, which is listed': listed({ monitor: 'silog' }, ['silog']),
    'no folder to save to': configured({ filepath: '', save_top_k: 3 }),
    'a section of another program': {
      configs: [
        { path: 'a.yaml', title: 'a', value: dict({ checkpoint: dict({ monitor: 'loss' }) }) },
      ],
    },
    'a callback of Lightning': listed({ _target_: 'ModelCheckpoint', monitor: 'loss' }),
    'an experiment directory’s': listed({ save_frequency: 10, monitor: 'loss' }),
    'a configuration that could not be read': {
      configs: [{ path: 'a.yaml', title: 'a', value: undefined }],
    },
    'a configuration inside a checkpoint': {
      configs: [
        { path: 'a.ckpt', title: 'a', value: dict({ checkpoint: dict({ filepath: 'a' }) }) },
      ],
    },
  },
  finds: {
    'the default, which validation never returns': {
      subject: configured({ save_top_k: 3 }),
      findings: [
        {
          severity: 'error',
          file: FILE,
          path: 'checkpoint.save_top_k',
          confidence: 'likely',
          data: { value: 3, monitor: 'loss', saysMonitor: false },
          message:
            /^save_top_k is 3, and the metric 'loss' that it goes by, which is the default.* and 21 more\).* AssertionError: Checkpoint metric is not available$/,
          cure: /^set checkpoint.save_top_k: -1 .*, or checkpoint.monitor: abs_rel with checkpoint.mode: min$/,
        },
      ],
    },
    'the default, against metrics that are listed, in a configuration of few sections': {
      subject: {
        file: FILE,
        metricNames: METRICS,
        configs: [{ path: FILE, title: 'a', value: dict({ checkpoint: dict({ save_top_k: 3 }) }) }],
      },
      findings: [{ confidence: 'certain', data: { available: METRICS, value: 3 } }],
    },
    'a monitor that is written out, in a run': {
      subject: {
        ...listed({ monitor: 'loss', mode: 'min' }),
        run: run({ kind: 'packnet' }),
        file: 'run',
      },
      findings: [
        {
          file: 'run/train.yaml',
          path: 'checkpoint.monitor',
          data: { value: 'loss', saveTopK: 5 },
        },
      ],
    },
    'a slip of the pen': {
      subject: listed({ monitor: 'abs_rell' }),
      findings: [{ cure: /checkpoint.monitor: abs_rel with checkpoint.mode: min$/ }],
    },
    'a slip of the pen, where more is better': {
      subject: listed({ monitor: 'a11' }),
      findings: [{ cure: /checkpoint.monitor: a1 with checkpoint.mode: max$/ }],
    },
    'a metric that the code base has, and the log has not': {
      subject: {
        ...configured({ monitor: 'rmse_log' }),
        run: run({ kind: 'packnet', facts: new Map([['metrics', list('abs_rel')]]) }),
      },
      findings: [{ severity: 'warning', data: { available: ['abs_rel'] } }],
    },
  },
});

testRule(packnetGroundTruth, {
  quiet: {
    'depth to compare with': configured({ save_top_k: 3 }, { depth_type: list('velodyne') }),
    'nothing said of it': configured({ save_top_k: 3 }),
    'every file kept': configured({ save_top_k: -1 }, { depth_type: list('') }),
    'the second data set, which has depth': configured(
      { monitor_index: 1, monitor: 'rmse' },
      { path: list('a', 'b'), depth_type: list('', 'velodyne') },
    ),
  },
  finds: {
    'no depth': {
      subject: configured({ monitor: 'rmse' }, { depth_type: list('') }),
      findings: [
        {
          severity: 'error',
          path: 'datasets.validation.depth_type',
          message: /no rmse is computed/,
          cure: /save_top_k: -1/,
        },
      ],
    },
    'an index beyond the data sets': {
      subject: configured({ monitor: 'rmse', monitor_index: 2 }, { path: list('a', 'b') }),
      findings: [
        {
          path: 'checkpoint.monitor_index',
          message: /monitor_index is 2, and there are 2 validation data sets.*IndexError$/,
          cure: /at most 1$/,
        },
      ],
    },
  },
});

testRule(packnetMode, {
  quiet: {
    'the mode that fits': configured({ monitor: 'abs_rel', mode: 'min' }),
    'auto, where it takes the one that fits': configured({ monitor: 'a1' }),
    'a metric that says nothing': configured({ monitor: 'silog', mode: 'max' }),
    'every file kept': configured({ save_top_k: -1, monitor: 'a2', mode: 'min' }),
    'a mode that is none': configured({ monitor: 'a2', mode: 'auto2' }),
  },
  finds: {
    'the wrong one': {
      subject: configured({ monitor: 'rmse', mode: 'max' }),
      findings: [
        {
          severity: 'warning',
          path: 'checkpoint.mode',
          message: "mode is 'max' for rmse: the worst files are kept",
          cure: 'set checkpoint.mode: min',
        },
      ],
    },
    'auto, which knows no a2': {
      subject: configured({ monitor: 'a2' }),
      findings: [{ data: { taken: 'min', expected: 'max' }, message: /^mode auto takes 'min'/ }],
    },
    'auto, which takes the name of the data set for that of the metric': {
      subject: configured({ monitor: 'abs_rel' }, { path: list('/mnt/data1') }),
      findings: [{ data: { dataset: 'data1', taken: 'max' }, message: /data set data1/ }],
    },
  },
});

testRule(packnetKeepsAll, {
  quiet: {
    'a few files': configured({ save_top_k: 3 }),
    'every file': configured({ save_top_k: -1 }),
  },
  finds: {
    'none, which means every file': {
      subject: configured({ save_top_k: 0, monitor: 'rmse' }),
      findings: [{ severity: 'warning', path: 'checkpoint.save_top_k', cure: /save_top_k: -1/ }],
    },
  },
});
