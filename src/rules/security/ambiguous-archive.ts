import { defineContainerRule } from '../container-rule.ts';

export const ambiguousArchive = defineContainerRule({
  id: 'security/ambiguous-archive',
  summary: 'All readers find the same entries in the archive',
  kind: 'several-readings',
  tells: 'readers of the archive see different things in it',
  cure: 'do not load it: unpack and pack it again, or get it from whoever made it',
});
