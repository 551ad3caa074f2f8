import { emptyParameters } from '../../../src/rules/tensor/empty-parameters.ts';
import { testRule } from '../../support/rules.ts';
import { trainingState, weightSet } from '../../support/training-states.ts';
import { tensor } from '../../support/values.ts';

const full = tensor([2]);
const empty = tensor([0]);
const flat = tensor([0, 4]);

testRule(emptyParameters, {
  quiet: {
    'a layer of nothing among others': {
      training: trainingState({ weights: [weightSet({ a: full, b: empty, c: empty, d: empty })] }),
    },
    'layers of nothing, as they were': {
      training: trainingState({ weights: [weightSet({ a: flat, b: flat, c: flat })] }),
    },
    'a part of what DeepSpeed saves': {
      training: trainingState({
        framework: { id: 'deepspeed', title: 'DeepSpeed', notes: [] },
        weights: [weightSet({ a: empty, b: empty, c: empty })],
      }),
    },
    'no weights': { training: trainingState() },
  },
  finds: {
    'weights that were not gathered': {
      subject: {
        training: trainingState({ weights: [weightSet({ a: empty, b: empty, c: empty })] }),
      },
      findings: [
        {
          severity: 'warning',
          path: 'state_dict',
          data: { count: 3, of: 3, examples: ['a', 'b', 'c'] },
          message: '3 of 3 parameters have no elements: a, b, c',
          cure: /gather/,
        },
      ],
    },
  },
});
