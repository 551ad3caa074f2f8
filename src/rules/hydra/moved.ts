import { textOf } from '../../frameworks/common/entries.ts';
import { defineRule } from '../rule.ts';

export const moved = defineRule({
  id: 'hydra/moved',
  summary: 'A Hydra run is where it was made',
  severity: 'note',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    const recorded = textOf(run.facts.get('output directory'));
    const isMoved = run.remarks.some(
      ({ kind, data }) => kind === 'moved' && data.recorded === recorded,
    );
    if (run.kind === 'hydra-run' && recorded !== undefined && isMoved) {
      yield { data: { recorded, here: file } };
    }
  },

  message: ({ recorded }) => `the run was made in ${recorded}: paths in its files may lead there`,
  cure: ({ here }) => `give paths below ${here} where a configuration or command names the old one`,
});
