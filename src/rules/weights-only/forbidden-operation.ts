import type { RefusalKind } from '../../loads/refusal.ts';
import { grouped } from '../../model/grouped.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { weightsOnlySeverity } from '../weights-only-target.ts';

/** What torch’s restricted unpickler checks; that a file is broken is for other rules to say. */
const CHECKED: ReadonlySet<RefusalKind> = new Set([
  'call',
  'new-object',
  'state',
  'append',
  'set-item',
  'key',
  'persistent-id',
]);

export const forbiddenOperation = defineRule({
  id: 'weights-only/forbidden-operation',
  summary: 'The pickle does nothing that torch.load refuses with weights_only, whatever is allowed',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['weightsOnly'],

  *find({ weightsOnly, targets }) {
    if (weightsOnly.loads !== false) return;
    const severity = weightsOnlySeverity(targets);
    // One item and several are two opcodes, and one thing that is wrong.
    const asked = weightsOnly.operations.filter(
      ({ cure, kind }) => cure === 'cannot' && CHECKED.has(kind),
    );
    for (const [why, alike] of grouped(asked, (operation) => operation.why)) {
      const paths = [...new Set(alike.flatMap((operation) => operation.paths))];
      const total = alike.reduce((sum, { pathCount }) => sum + pathCount, 0);
      const { examples } = examplesOf(paths);
      const data = {
        torch: weightsOnly.torch,
        why,
        count: Math.max(total, paths.length),
        examples,
      };
      yield { path: paths[0], offset: alike[0]?.offsets[0], severity, data };
    }
  },

  message({ torch, why, count, examples }) {
    const places = examples.length === 0 ? '' : `, at ${exampleText({ count, examples })}`;
    return `torch ${torch} with weights_only cannot load it whatever is allowed: ${why}${places}`;
  },

  cure: () =>
    'save plain dicts, lists and numbers in their place: dict(x), OmegaConf.to_container(x), vars(x)',
});
