import { looksLikeStateDict } from '../../frameworks/common/weights.ts';
import { defineRule } from '../rule.ts';

export const noStateDict = defineRule({
  id: 'schema/no-state-dict',
  summary: 'A Lightning checkpoint has its state_dict',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['lightning'],

  *find({ lightning: { entries, isPartial } }) {
    if (entries.has('state_dict') || isPartial) return;
    const candidates = Array.from(entries).flatMap(([key, value]) =>
      typeof key === 'string' && looksLikeStateDict(value) ? [key] : [],
    );
    yield { data: { candidates } };
  },

  message: () => "state_dict is missing: loading with Lightning stops with KeyError: 'state_dict'",
  cure: ({ candidates: [candidate] }) =>
    candidate === undefined
      ? 'take another checkpoint of the run: this one has no weights under a name that is read'
      : `load the weights from ${candidate}, if it is the model’s: model.load_state_dict(ckpt[${JSON.stringify(candidate)}])`,
});
