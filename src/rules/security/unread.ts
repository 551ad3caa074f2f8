import { inMember } from '../import-tiers.ts';
import { defineRule } from '../rule.ts';

const MOST_TOLD = 20;

export const unread = defineRule({
  id: 'security/unread',
  summary: 'Everything in the file could be looked through',
  severity: 'note',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents }) {
    for (const { member, why } of contents.unread.slice(0, MOST_TOLD))
      yield { data: { member, why } };
  },

  message: ({ member, why }) => `not looked through${inMember(member)}: ${why}`,
  cure: () => 'unpack it, or raise the limit with --limit, and scan what comes out',
});
