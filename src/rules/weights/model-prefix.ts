import { pythonRepr } from '../../model/python-repr.ts';
import { examplesOf } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** Attributes that a class for training keeps its model under. */
const ATTRIBUTES = new Set(['model', 'net', 'network', '_model']);

export const modelPrefix = defineRule({
  id: 'weights/model-prefix',
  summary: 'The names of the weights are those that the bare model has',
  severity: 'note',
  // Whoever trains on has the class.
  questions: ['share'],
  needs: ['training'],

  *find({ training, checkpoint, file }) {
    const { framework } = training;
    // Such files have the names that transformers gives.
    if (checkpoint?.format.id === 'safetensors' || file.endsWith('.index.json')) return;
    if (framework.id !== 'lightning' && framework.id !== 'state-dict') return;
    for (const set of training.weights.slice(0, 1)) {
      const names = set.tensors.map(({ name }) => name.slice(set.prefixes.join('').length));
      const [attribute = '', ...more] = new Set(names.map((name) => name.replace(/\..*$/s, '')));
      if (more.length > 0 || !ATTRIBUTES.has(attribute) || names.includes(attribute)) continue;
      yield {
        path: set.path === '' ? undefined : set.path,
        confidence: 'possible',
        data: { prefix: `${attribute}.`, key: set.path, ...examplesOf(names) },
      };
    }
  },

  message: ({ prefix }) =>
    `every name begins with ${prefix}, as of a class that keeps its model in an attribute: the bare model has the names without it`,
  cure: ({ prefix, key }) => {
    const weights = /^\w+$/.test(key) ? `checkpoint['${key}']` : 'weights';
    return `for the bare model take it off: {name.removeprefix(${pythonRepr(prefix)}): tensor for name, tensor in ${weights}.items()}`;
  },
});
