import { allZero } from '../../../src/rules/tensor/all-zero.ts';
import { elementCounts, testRule } from '../../support/rules.ts';
import { trainingState, weightSet } from '../../support/training-states.ts';
import { tensor } from '../../support/values.ts';

const matrix = tensor([2, 5], { dtype: 'float32' });
const vector = tensor([10], { dtype: 'float32' });
const weights = weightSet({ 'fc.weight': matrix, 'fc.bias': vector, 'q.lora_B.weight': matrix });
const training = trainingState({ weights: [weights] });
const pathOf = (name: string) => weights.tensors.find((one) => one.name === name)?.path ?? '';
const zeros = (name: string) => elementCounts(pathOf(name), { zeros: 10 });

testRule(allZero, {
  quiet: {
    'weights with some zeros': {
      training,
      elementCounts: [elementCounts(pathOf('fc.weight'), { zeros: 9 })],
    },
    'what begins as zeros': {
      training,
      elementCounts: [zeros('fc.bias'), zeros('q.lora_B.weight')],
    },
  },
  finds: {
    'a matrix of zeros': {
      subject: { training, elementCounts: [zeros('fc.weight')] },
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          message: /^1 weight zero throughout: .*fc\.weight/,
          data: { count: 1 },
        },
      ],
    },
  },
});
