import { inMember, unpickled } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

/** Instructions that are data to those who keep to frames. */
const FRAME = /\bframe\b(?! that is longer)/;

export const divergent = defineRule({
  id: 'security/divergent',
  summary: 'Every version of Python reads the pickles alike',
  severity: 'error',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents }) {
    for (const { member, oddities } of unpickled(contents)) {
      const found = oddities.filter(({ kind }) => kind === 'divergent');
      const [first = found[0]] = found.filter(({ what }) => FRAME.test(what));
      if (first === undefined) continue;
      const { what, offset } = first;
      // One reading of it may be harmless, and another not.
      const severity = FRAME.test(what) ? 'error' : 'warning';
      yield { offset, severity, data: { what, member } };
    }
  },

  message: ({ what, member }) =>
    `the pickle${inMember(member)} has ${what}, on which versions of Python disagree`,
  cure: () => 'do not load it: no program writes this, and what one reader sees another does not',
});
