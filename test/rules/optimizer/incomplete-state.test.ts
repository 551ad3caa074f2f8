import { incompleteState } from '../../../src/rules/optimizer/incomplete-state.ts';
import { testRule } from '../../support/rules.ts';
import { adam, floats, loop, moments, SHAPES } from '../../support/trained.ts';
import { dict, float } from '../../support/values.ts';

testRule(incompleteState, {
  quiet: {
    'all of it': loop(),
    'none for a parameter without a gradient': loop({
      optimizer_state_dict: adam(undefined, { state: [[0, moments([4, 3])]] }),
    }),
    'all that amsgrad wants': loop({
      optimizer_state_dict: adam([[4, 3]], {
        options: { amsgrad: true },
        state: [[0, moments([4, 3], { max_exp_avg_sq: floats([4, 3]) })]],
      }),
    }),
  },
  finds: {
    'a moment that is gone': {
      subject: loop({
        optimizer_state_dict: adam(undefined, {
          state: [
            [0, dict({ step: float(8), exp_avg: floats([4, 3]) })],
            ...SHAPES.slice(1).map((shape, index) => [index + 1, moments(shape)] as const),
          ],
        }),
      }),
      findings: [
        {
          severity: 'error',
          path: 'optimizer_state_dict.state[0]',
          message: /^exp_avg_sq is missing from the state at .*KeyError: 'exp_avg_sq'$/,
          cure: /new optimizer/,
        },
      ],
    },
    'what amsgrad wants': {
      subject: loop({ optimizer_state_dict: adam(undefined, { options: { amsgrad: true } }) }),
      findings: [{ data: { missing: 'max_exp_avg_sq', count: 4 } }],
    },
  },
});
