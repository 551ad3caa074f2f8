import { count } from '../../model/units.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** Biases begin as zeros, and so does one half of each LoRA pair. */
const BEGINS_SO = /(?:^|\.)(?:bias|beta|lora_B(?:\.\w+)*(?:\.weight)?)$/;

export const allZero = defineRule({
  id: 'tensor/all-zero',
  summary: 'No weight is zero throughout',
  severity: 'warning',
  questions: ['load', 'eval'],
  needs: ['elementCounts', 'training'],

  *find({ elementCounts, training }) {
    const matrices = new Set(
      training.weights.flatMap(({ tensors }) =>
        tensors
          .filter(({ name, role, tensor }) => {
            return role === 'parameter' && (tensor.shape?.length ?? 0) > 1 && !BEGINS_SO.test(name);
          })
          .map(({ path }) => path),
      ),
    );
    const hit = elementCounts.filter(
      ({ path, elements, zeros }) => matrices.has(path) && elements > 0 && zeros === elements,
    );
    const [first] = hit;
    if (first === undefined) return;
    yield { path: first.path, confidence: 'likely', data: examplesOf(hit.map(({ path }) => path)) };
  },

  message: (tensors) =>
    `${count(tensors.count, 'weight')} zero throughout: ${exampleText(tensors)}`,
  cure: () => 'look whether the layer was ever trained, or its bytes were lost when it was saved',
});
