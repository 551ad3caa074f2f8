import { textOf } from '../../frameworks/common/entries.ts';
import { fileBelow } from '../file-below.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/huggingface/transformers/issues/48315 */
export const noBest = defineRule({
  id: 'huggingface/no-best',
  summary: 'The checkpoint that a Trainer calls the best is there',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    if (run.kind !== 'huggingface-trainer') return;
    for (const { kind, path, data } of run.remarks) {
      const recorded = textOf(data.recorded);
      if (kind !== 'best-missing' || recorded === undefined) continue;
      const wanted = run.best?.wanted ?? null;
      const metric = run.best?.metric ?? null;
      yield {
        file: fileBelow(file, path),
        path: 'best_model_checkpoint',
        data: { recorded, wanted, metric, score: run.best?.score ?? null },
      };
    }
  },

  message: ({ recorded, wanted }) =>
    `best_model_checkpoint names ${recorded}, and ${wanted === null || wanted === '' ? 'that' : wanted} is not there`,
  cure: () =>
    'restore it, or choose among the checkpoints that are left by what log_history says of them',
});
