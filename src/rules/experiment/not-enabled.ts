import { count } from '../../model/units.ts';
import { savingSetting } from '../experiment-config.ts';
import { defineRule } from '../rule.ts';

export const notEnabled = defineRule({
  id: 'experiment/not-enabled',
  summary: 'An experiment with checkpoints has a configuration that saves them',
  severity: 'warning',
  questions: ['resume'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    if (run.checkpoints.length === 0 || savingSetting(run, 'enabled') !== false) return;
    yield { path: 'checkpoint.enabled', data: { count: run.checkpoints.length } };
  },

  message: (data) =>
    `checkpoint.enabled is false, and there are ${count(data.count, 'checkpoint')}: this is not the configuration that made them`,
  cure: () => 'take the configuration inside the checkpoints: ckpt inspect --path config FILE',
});
