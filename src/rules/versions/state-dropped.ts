import { isReadBySince } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** State that no version since `since` reads. */
const DROPPED = [
  {
    key: 'early_stop_callback_state_dict',
    since: '0.10.0',
    what: 'the state of EarlyStopping',
    effect: 'it counts its patience from the start',
  },
  {
    key: 'amp_scaling_state',
    since: '2.0.0',
    what: 'the loss scale of apex',
    effect: 'mixed precision begins with a new one',
  },
] as const;

export const stateDropped = defineRule({
  id: 'versions/state-dropped',
  summary: 'Newer versions of Lightning read all the state of the file',
  severity: 'warning',
  questions: ['resume'],
  needs: ['lightning'],

  *find({ lightning: { entries }, targets }) {
    for (const { key, since, what, effect } of DROPPED) {
      if (!entries.has(key)) continue;
      // Nobody said that a version will read it that does not.
      const severity = isReadBySince(targets?.lightning, since) ? 'warning' : 'note';
      yield { path: key, severity, data: { key, since, what, effect } };
    }
  },

  message: ({ since, what, effect }) => `Lightning ${since} and later lose ${what}: ${effect}`,
  cure: ({ since, key }) =>
    key === 'amp_scaling_state'
      ? `resume with a version before ${since}, or let precision="16-mixed" find its scale anew`
      : `resume with a version before ${since}, or set the patience lower by what was waited`,
});
