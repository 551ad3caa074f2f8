import { packnetConfigs } from '../packnet-config.ts';
import { defineRule } from '../rule.ts';

export const packnetKeepsAll = defineRule({
  id: 'metrics/packnet-keeps-all',
  summary: 'save_top_k of packnet-sfm is not 0, which keeps every file',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    for (const { file, saveTopK, monitor } of packnetConfigs(subject)) {
      if (saveTopK === 0) yield { file, path: 'checkpoint.save_top_k', data: { monitor } };
    }
  },

  message: ({ monitor }) =>
    `save_top_k is 0, which packnet-sfm takes for a million: every file is kept, and ${monitor} is needed all the same`,
  cure: () =>
    "set checkpoint.save_top_k: -1 to keep every file without a metric, or checkpoint.filepath: '' to keep none",
});
