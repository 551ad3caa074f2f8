import { entry, textOf } from '../../frameworks/common/entries.ts';
import { hydraSettings } from '../hydra-folders.ts';
import { defineRule } from '../rule.ts';
import { isKnown } from '../settings.ts';

export const fixedDirectory = defineRule({
  id: 'hydra/fixed-directory',
  summary: 'Each start of a Hydra job has a directory of its own',
  severity: 'note',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    if (run.kind !== 'hydra-run') return;
    const folder = textOf(entry(entry(hydraSettings(run), 'run'), 'dir'));
    // A date or a time of day is that of this start, filled in.
    if (folder === undefined || !isKnown(folder) || /\d{2}[-_:.]?\d{2}/.test(folder)) return;
    if (textOf(run.facts.get('mode')) === 'MULTIRUN') return;
    yield { path: 'hydra.run.dir', data: { folder } };
  },

  message: ({ folder }) =>
    `every start of the job writes to ${folder}: its checkpoints may be of one start and its configuration of a later one`,
  cure: () => `set hydra.run.dir='outputs/\${now:%Y-%m-%d}/\${now:%H-%M-%S}'`,
});
