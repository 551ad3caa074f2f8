import { textOf } from '../../frameworks/common/entries.ts';
import { savingSetting } from '../experiment-config.ts';
import { defineRule } from '../rule.ts';

/** Where the file is missing such programs say so and train from the start: https://github.com/giovannipollo/fat */
export const resume = defineRule({
  id: 'experiment/resume',
  summary: 'A resumed experiment goes on after the epoch it was resumed from',
  severity: 'warning',
  questions: ['resume'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    const resumed = textOf(savingSetting(run, 'resume')) ?? '';
    const [, digits] = /epoch[_=-]?(\d{1,9})\.\w+$/.exec(resumed) ?? [];
    const epochs = run.checkpoints.flatMap(({ checkpoint }) => checkpoint?.epoch ?? []);
    if (digits === undefined || epochs.length === 0) return;
    const [from, first] = [Number(digits), Math.min(...epochs)];
    if (first >= from) return;
    yield { path: 'checkpoint.resume', data: { resumed, from, first }, confidence: 'likely' };
  },

  message: ({ resumed, from, first }) =>
    `checkpoint.resume names ${resumed}, of epoch ${from}, and there is a checkpoint of epoch ${first}: training began anew`,
  cure: ({ resumed }) => `make sure that ${resumed} is there when the experiment is started`,
});
