import { isKind } from '../../model/value.ts';
import { defineRule } from '../rule.ts';

export const metadata = defineRule({
  id: 'policy/metadata',
  summary: 'The checkpoint says of itself what the policy requires',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['requirements', 'checkpoint'],

  *find({ requirements, checkpoint }) {
    const { root } = checkpoint;
    const missing = requirements.requiredMetadata.filter(
      (key) => !checkpoint.metadata.has(key) && !(isKind(root, 'mapping') && root.entries.has(key)),
    );
    if (missing.length > 0) yield { data: { missing } };
  },

  message: ({ missing }) =>
    `the policy requires ${missing.join(', ')}, in the metadata or as a key at the top`,
  cure: ({ missing }) => `save it with ${missing.join(', ')}`,
});
