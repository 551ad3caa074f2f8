import { notFinite } from '../../../src/rules/tensor/not-finite.ts';
import { elementCounts, testRule } from '../../support/rules.ts';
import { trainingState, weightSet } from '../../support/training-states.ts';
import { tensor } from '../../support/values.ts';

const wide = tensor([2], { dtype: 'float32' });
const training = trainingState({ weights: [weightSet({ a: wide })] });

testRule(notFinite, {
  quiet: {
    'finite elements': { training, elementCounts: [elementCounts('state_dict.a')] },
    'an infinite mask': {
      training,
      elementCounts: [elementCounts('state_dict.mask', { infinite: 2 })],
    },
  },
  finds: {
    'NaN wherever it is': {
      subject: {
        training,
        elementCounts: [
          elementCounts('state_dict.a', { nan: 2 }),
          elementCounts('optimizer_states[0].state[0].exp_avg', { nan: 1 }),
        ],
      },
      findings: [
        {
          severity: 'error',
          path: 'state_dict.a',
          data: { count: 2, nan: 3, infinite: 0 },
          message: 'nan 3 times in 2 tensors: state_dict.a, optimizer_states[0].state[0].exp_avg',
        },
      ],
    },
    'an infinite parameter': {
      subject: { training, elementCounts: [elementCounts('state_dict.a', { infinite: 1 })] },
      findings: [{ message: 'inf 1 time in 1 tensor: state_dict.a', cure: /earlier checkpoint/ }],
    },
  },
});
