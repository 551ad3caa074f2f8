import { savingSetting } from '../experiment-config.ts';
import { defineRule } from '../rule.ts';

export const noBest = defineRule({
  id: 'experiment/no-best',
  summary: 'There is a best.pt where the configuration asks for one',
  severity: 'warning',
  questions: ['load', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    if (run.kind !== 'experiment' || savingSetting(run, 'save_best') !== true) return;
    const isBest = ({ path }: { readonly path: string }) => /(?:^|\/)best\.(?:pt|pth)$/.test(path);
    if (run.checkpoints.some(isBest)) return;
    // A resumed experiment has none until it beats the best of the one before.
    const resume = savingSetting(run, 'resume');
    const resumed = typeof resume === 'string' && resume !== '' ? resume : null;
    yield { path: 'checkpoint.save_best', data: { resumed } };
  },

  message: ({ resumed }) =>
    `checkpoint.save_best is true and there is no best.pt${resumed === null ? '' : `; it was resumed from ${resumed}, whose best may not be beaten yet`}`,
  cure: ({ resumed }) =>
    resumed === null
      ? 'restore best.pt from where the directory was made, or copy the epoch file with the highest accuracy to best.pt'
      : `look for best.pt beside ${resumed}`,
});
