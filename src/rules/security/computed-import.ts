import { inMember, unpickled } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

export const computedImport = defineRule({
  id: 'security/computed-import',
  summary: 'Every name that a pickle imports stands in it',
  severity: 'error',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents }) {
    for (const { member, oddities } of unpickled(contents)) {
      const hidden = oddities.filter(
        ({ kind }) => kind === 'computed-name' || kind === 'extension',
      );
      const [first] = hidden;
      if (first === undefined) continue;
      const { kind, what, offset } = first;
      yield { offset, data: { kind, what, member, times: hidden.length } };
    }
  },

  message: ({ kind, what, member }) =>
    kind === 'extension'
      ? `the pickle${inMember(member)} imports by the number ${what}, which only the process that loads it can resolve`
      : `the pickle${inMember(member)} makes up a name while it is loaded (${what}), so nobody can tell what it imports`,
  cure: () => 'do not load it with anything that unpickles: no program saves a checkpoint so',
});
