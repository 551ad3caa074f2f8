import { inMember, unpickled } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

export const breaksOff = defineRule({
  id: 'security/breaks-off',
  summary: 'Every pickle ends with its STOP',
  severity: 'warning',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents }) {
    for (const { member, error, imports, end } of unpickled(contents)) {
      if (error === undefined) continue;
      const { finding } = error;
      const data = { finding, member, imports: imports.length };
      yield { offset: end, data, ...(imports.length === 0 && { severity: 'note' as const }) };
    }
  },

  message: ({ finding, member, imports }) =>
    `the pickle${inMember(member)} breaks (${finding})${imports > 0 ? ', after it has imported and called what stands before' : ''}`,
  cure: () => 'get the file again; if it is as it was made, it was made to fail',
});
