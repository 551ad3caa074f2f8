import { defineContainerRule } from '../container-rule.ts';

export const misleadingName = defineContainerRule({
  id: 'security/misleading-name',
  summary: 'The names in an archive are plain paths inside it',
  kind: 'misleading-name',
  tells: 'an entry of the archive has a misleading name',
  cure: 'do not unpack it with a program that writes where these names lead',
});
