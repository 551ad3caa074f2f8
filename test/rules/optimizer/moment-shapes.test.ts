import { momentShapes } from '../../../src/rules/optimizer/moment-shapes.ts';
import { testRule } from '../../support/rules.ts';
import { adam, floats, lightning, loop, moments, SHAPES } from '../../support/trained.ts';
import { list } from '../../support/values.ts';

const withFirst = (first: ReturnType<typeof moments>) =>
  adam(undefined, {
    state: SHAPES.map((shape, index) => [index, index === 0 ? first : moments(shape)] as const),
  });
const projected = adam(undefined, {
  state: SHAPES.map((_, index) => [index, moments([9, 9])] as const),
});

testRule(momentShapes, {
  quiet: {
    'the shapes of the parameters': lightning(),
    'fewer parameters than weights': loop({ optimizer_state_dict: adam([[2, 4]]) }),
    'moments that are all of another shape': loop({ optimizer_state_dict: projected }),
    'a state without moments': loop({ optimizer_state_dict: adam(undefined, { state: [] }) }),
  },
  finds: {
    'a moment of another shape': {
      subject: lightning({ optimizer_states: list(withFirst(moments([4, 5]))) }),
      findings: [
        {
          severity: 'error',
          confidence: 'likely',
          path: 'optimizer_states[0].state[0].exp_avg',
          data: { parameter: '0.weight', found: '[4, 5]', expected: '[4, 3]', count: 2 },
          message: /^exp_avg of 0\.weight has the shape \[4, 5\] and not \[4, 3\]: .*; so too /,
          cure: /new optimizer/,
        },
      ],
    },
    'one of two that differ': {
      subject: loop({
        optimizer_state_dict: withFirst(moments([4, 3], { exp_avg_sq: floats([1]) })),
      }),
      findings: [
        {
          confidence: 'certain',
          path: 'optimizer_state_dict.state[0].exp_avg_sq',
          data: { count: 1 },
        },
      ],
    },
  },
});
