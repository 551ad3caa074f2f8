/** What loading a file would do, whatever it is for. */
import type { Rule } from './rule.ts';
import { alteredObject } from './security/altered-object.ts';
import { ambiguousArchive } from './security/ambiguous-archive.ts';
import { breaksOff } from './security/breaks-off.ts';
import { codeMembers } from './security/code-members.ts';
import { computedCall } from './security/computed-call.ts';
import { computedImport } from './security/computed-import.ts';
import { dangerousImport } from './security/dangerous-import.ts';
import { divergent } from './security/divergent.ts';
import { extraPickle } from './security/extra-pickle.ts';
import { headerDisagrees } from './security/header-disagrees.ts';
import { hiddenBytes } from './security/hidden-bytes.ts';
import { misleadingName } from './security/misleading-name.ts';
import { nestedPickle } from './security/nested-pickle.ts';
import { unknownImport } from './security/unknown-import.ts';
import { unread } from './security/unread.ts';

export const securityRules: readonly Rule[] = [
  dangerousImport,
  computedImport,
  unknownImport,
  computedCall,
  alteredObject,
  divergent,
  breaksOff,
  extraPickle,
  nestedPickle,
  ambiguousArchive,
  headerDisagrees,
  hiddenBytes,
  misleadingName,
  codeMembers,
  unread,
];
