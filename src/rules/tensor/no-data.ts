import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import type { PlacedTensor } from '../subject.ts';

export const noData = defineRule({
  id: 'tensor/no-data',
  summary: 'The tensors are not all on the meta device',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['tensors'],

  *find({ tensors }) {
    const shells = tensors.filter(isShell);
    if (shells.length < 2 || shells.length < tensors.length) return;
    yield { path: shells[0]?.path, data: examplesOf(shells.map(({ path }) => path)) };
  },

  message: (names) => `all ${names.count} tensors are on the meta device: ${exampleText(names)}`,
  cure: () => 'save the model after its weights were loaded or made, not before',
});

function isShell({ tensor }: PlacedTensor): boolean {
  return tensor.kind === 'tensor' && tensor.device === 'meta' && tensor.storage?.source === null;
}
