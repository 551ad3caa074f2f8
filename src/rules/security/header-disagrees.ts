import { defineContainerRule } from '../container-rule.ts';

export const headerDisagrees = defineContainerRule({
  id: 'security/header-disagrees',
  summary: 'Every entry of an archive says of itself what the directory says of it',
  kind: 'header-disagrees',
  tells: 'an entry of the archive says other than the directory',
  cure: 'unpack and pack it again: readers that go by the one see other bytes than those that go by the other',
});
