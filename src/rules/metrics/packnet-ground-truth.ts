import { entry, intOf } from '../../frameworks/common/entries.ts';
import { packnetConfigs, validationTexts } from '../packnet-config.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/TRI-ML/packnet-sfm/issues/111 */
export const packnetGroundTruth = defineRule({
  id: 'metrics/packnet-ground-truth',
  summary: 'Where packnet-sfm keeps the best files, its validation has depth to compare with',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    for (const config of packnetConfigs(subject)) {
      const { file, saveTopK, monitor, saving } = config;
      if (saveTopK === undefined || saveTopK === -1) continue;
      const index = intOf(entry(saving, 'monitor_index')) ?? 0;
      const datasets = validationTexts(config, 'path');
      const depth = validationTexts(config, 'depth_type');
      if (datasets.length > 0 && index >= datasets.length) {
        const data = { monitor, index, datasets: datasets.length, isOutside: true };
        yield { file, path: 'checkpoint.monitor_index', data };
      } else if (depth.length > 0 && (depth[index] ?? depth[0]) === '') {
        const data = { monitor, index, datasets: datasets.length, isOutside: false };
        yield { file, path: 'datasets.validation.depth_type', data };
      }
    }
  },

  message: ({ monitor, index, datasets, isOutside }) =>
    isOutside
      ? `monitor_index is ${index}, and there ${datasets === 1 ? 'is 1 validation data set' : `are ${datasets} validation data sets`}: training stops with IndexError`
      : `the validation data set has no depth_type, so that no ${monitor} is computed: the first save stops with AssertionError: Checkpoint metric is not available`,
  cure: ({ datasets, isOutside }) =>
    isOutside
      ? `set checkpoint.monitor_index to at most ${datasets - 1}`
      : 'set checkpoint.save_top_k: -1, or validate on a data set with depth',
});
