import { ambiguousArchive } from '../../../src/rules/security/ambiguous-archive.ts';
import { codeMembers } from '../../../src/rules/security/code-members.ts';
import { headerDisagrees } from '../../../src/rules/security/header-disagrees.ts';
import { hiddenBytes } from '../../../src/rules/security/hidden-bytes.ts';
import { misleadingName } from '../../../src/rules/security/misleading-name.ts';
import { unread } from '../../../src/rules/security/unread.ts';
import type { ContainerOddityKind } from '../../../src/security/evidence.ts';
import { contents } from '../../support/contents.ts';
import { testRule } from '../../support/rules.ts';

const RULES = [
  ['several-readings', ambiguousArchive],
  ['header-disagrees', headerDisagrees],
  ['hidden-bytes', hiddenBytes],
  ['misleading-name', misleadingName],
] as const;

const oddity = (kind: ContainerOddityKind, member: string) => ({
  kind,
  member,
  what: 'x',
  offset: 9,
});

for (const [kind, rule] of RULES) {
  const others = RULES.map(([other]) => other).filter((other) => other !== kind);
  testRule(rule, {
    quiet: {
      'oddities of other kinds': {
        contents: contents({ oddities: others.map((other) => oddity(other, 'a')) }),
      },
    },
    finds: {
      'all of its kind as one': {
        subject: { contents: contents({ oddities: [oddity(kind, 'a/b'), oddity(kind, 'c')] }) },
        findings: [
          {
            severity: 'warning',
            offset: 9,
            data: { member: 'a/b', what: 'x', count: 2, examples: ['a/b: x', 'c: x'] },
            message: / of "a\/b": x, and 1 more$/,
            cure: /./,
          },
        ],
      },
      'one of the file itself': {
        subject: { contents: contents({ oddities: [oddity(kind, '')] }) },
        findings: [{ message: /[^"]: x$/ }],
      },
    },
  });
}

testRule(codeMembers, {
  quiet: { 'an archive of tensors': { contents: contents() } },
  finds: {
    'the programs of a script': {
      subject: { contents: contents({ code: ['m/code/a.py', 'm/code/b.py'] }) },
      findings: [
        {
          severity: 'note',
          message: 'the archive holds programs, which its loader runs: m/code/a.py, m/code/b.py',
        },
      ],
    },
  },
});

testRule(unread, {
  quiet: { 'what was looked through': { contents: contents() } },
  finds: {
    'what was not': {
      subject: {
        contents: contents({ unread: [{ member: 'a', why: 'compression method 12' }] }),
      },
      findings: [{ severity: 'note', message: 'not looked through in "a": compression method 12' }],
    },
  },
});
