import { defineContainerRule } from '../container-rule.ts';

export const hiddenBytes = defineContainerRule({
  id: 'security/hidden-bytes',
  summary: 'All bytes belong to something that is read',
  kind: 'hidden-bytes',
  tells: 'there are bytes that no reader looks at',
  cure: 'save it again with the program that wrote it, which leaves them out',
});
