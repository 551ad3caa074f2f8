import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const codeMembers = defineRule({
  id: 'security/code-members',
  summary: 'The archive holds no programs',
  severity: 'note',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents: { code } }) {
    if (code.length > 0) yield { data: examplesOf(code) };
  },

  message: (names) => `the archive holds programs, which its loader runs: ${exampleText(names)}`,
  cure: () =>
    'read them before you load it: torch.jit.load and torch.package run what stands there',
});
