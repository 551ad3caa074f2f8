import { globMatches } from '../../model/glob.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** What torch itself names in a checkpoint of nothing but tensors. */
const USUAL = [
  'torch._utils._rebuild_*',
  'torch.*Storage',
  'torch.Size',
  'torch.device',
  'collections.OrderedDict',
];

export const globals = defineRule({
  id: 'policy/globals',
  summary: 'The pickle names no class or function that the policy does not allow',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['requirements', 'checkpoint'],

  *find({ requirements: { allowedGlobals }, checkpoint }) {
    if (allowedGlobals.length === 0) return;
    const allowed = [...USUAL, ...allowedGlobals];
    const strange = checkpoint.globals.filter(
      ({ name }) => !allowed.some((pattern) => globMatches(pattern, name)),
    );
    const [first] = strange;
    if (first === undefined) return;
    const names = examplesOf([...new Set(strange.map(({ name }) => name))]);
    yield { offset: first.place.offset, data: { ...names } };
  },

  message: (names) => `the policy does not allow ${exampleText(names)}`,
  cure: () =>
    'save plain values in their place, or add them to allow-globals once you have read them',
});
