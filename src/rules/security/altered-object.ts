import type { PickleOddity } from '../../security/evidence.ts';
import { inMember, unpickled } from '../import-tiers.ts';
import { defineRule, type Severity } from '../rule.ts';

/** Classes that take items of that sort; those that are not known here are judged by their names. */
const TAKES_ITEMS =
  /^(?:SETITEM (?:collections\.(?:OrderedDict|defaultdict|Counter|UserDict|ChainMap)|builtins\.dict)|APPEND (?:collections\.(?:deque|UserList)|builtins\.list)|ADDITEMS builtins\.(?:set|frozenset))$/;
/** Whose items are memory: torch before 2.10 writes out of its bounds. */
const TENSOR = /^(?:SETITEM|APPEND|ADDITEMS) torch\._(?:utils|tensor)\._rebuild/;

export const alteredObject = defineRule({
  id: 'security/altered-object',
  summary: 'A pickle changes only what it makes, and as picklers do',
  severity: 'error',
  questions: ['trust'],
  needs: ['contents'],

  *find({ contents }) {
    for (const { member, oddities } of unpickled(contents)) {
      for (const { kind, what, offset } of oddities) {
        const severity = severityOf(kind, what);
        if (severity !== undefined) yield { offset, severity, data: { kind, what, member } };
      }
    }
  },

  message({ kind, what, member }) {
    const place = inMember(member);
    if (kind === 'altered-name') return `the pickle${place} changes ${what} itself`;
    if (kind === 'dunder-state') {
      return `the pickle${place} sets ${what} of an object, which Python looks up by itself`;
    }
    return `the pickle${place} does ${what}, which no pickler writes`;
  },
  cure: () => 'do not load it, not with weights_only=True in torch before 2.10 either',
});

function severityOf(kind: PickleOddity['kind'], what: string): Severity | undefined {
  if (kind === 'altered-name') return 'error';
  if (kind === 'dunder-state' || kind === 'wrong-container') return 'warning';
  if (kind !== 'items-on' || TAKES_ITEMS.test(what)) return undefined;
  return TENSOR.test(what) ? 'error' : undefined;
}
