import { inMember, unpickled } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

export const computedCall = defineRule({
  id: 'security/computed-call',
  summary: 'Every call that a pickle makes is of a name that it imports',
  severity: 'warning',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents }) {
    for (const { member, oddities } of unpickled(contents)) {
      const found = oddities.find(({ kind }) => kind === 'computed-call');
      if (found === undefined) continue;
      yield { offset: found.offset, data: { member, count: found.count } };
    }
  },

  message: ({ member }) => `the pickle${inMember(member)} calls what another call gave`,
  cure: () => 'see what it calls with ckpt inspect before anything loads it',
});
