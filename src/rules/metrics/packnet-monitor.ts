import { nearestNames } from '../nearest-name.ts';
import {
  isProduced,
  monitorAdvice,
  PACKNET_METRICS,
  packnetConfigs,
  producedMetrics,
} from '../packnet-config.ts';
import { defineRule } from '../rule.ts';

/**
 * `assert current, 'Checkpoint metric is not available'`:
 * https://github.com/TRI-ML/packnet-sfm/blob/master/packnet_sfm/models/model_checkpoint.py
 */
export const packnetMonitor = defineRule({
  id: 'metrics/packnet-monitor',
  summary: 'The metric that packnet-sfm keeps the best files by is one that validation returns',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    const produced = producedMetrics(subject);
    const available = produced.length > 0 ? produced : PACKNET_METRICS;
    for (const config of packnetConfigs(subject)) {
      const { file, path, saveTopK, monitor, saysMonitor } = config;
      if (saveTopK === undefined || saveTopK === -1 || isProduced(monitor, available)) continue;
      // A log that is short need not have every metric that there is.
      const isLegal = subject.metricNames === undefined && PACKNET_METRICS.includes(monitor);
      const usual = ['abs_rel', 'rmse'].find((name) => isProduced(name, available));
      const [nearest] = nearestNames(monitor, available);
      const metric = nearest ?? usual ?? available[0] ?? 'abs_rel';
      const key = saysMonitor ? 'checkpoint.monitor' : 'checkpoint.save_top_k';
      yield {
        file,
        path: key,
        severity: isLegal ? 'warning' : 'error',
        confidence: produced.length > 0 ? 'certain' : 'likely',
        data: {
          config: path,
          key,
          value: saysMonitor ? monitor : saveTopK,
          monitor,
          saveTopK,
          saysMonitor,
          available,
          fixes: ['checkpoint.save_top_k: -1', monitorAdvice(metric)],
        },
      };
    }
  },

  message: ({ saveTopK, monitor, saysMonitor, available }) =>
    `save_top_k is ${saveTopK}, and the metric '${monitor}' that it goes by${
      saysMonitor ? '' : ', which is the default of this code base,'
    } is not among those of validation (${listed(available)}): the first save stops with AssertionError: Checkpoint metric is not available`,
  cure: ({ fixes: [keepAll, byMetric] }) =>
    `set ${keepAll} (with period: 2 to keep every second epoch, where the fork has it), or ${byMetric}`,
});

/** The variants of 28 are not worth a line. */
function listed(available: readonly string[]): string {
  const [first, ...rest] = available;
  if (first === undefined) return '';
  return available.length <= 10
    ? available.join(', ')
    : `${[first, ...rest.slice(0, 6)].join(', ')} and ${available.length - 7} more`;
}
