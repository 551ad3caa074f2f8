import { noState } from '../../../src/rules/optimizer/no-state.ts';
import { testRule } from '../../support/rules.ts';
import { adam, loop, moments } from '../../support/trained.ts';
import { dict, float, list, mapping } from '../../support/values.ts';

const sgd = (momentum: number) =>
  dict({
    state: mapping(),
    param_groups: list(
      dict({
        ...{ lr: float(0.1), momentum: float(momentum), dampening: 0, weight_decay: 0 },
        ...{ nesterov: false, params: list(0, 1) },
      }),
    ),
  });
const none = adam(undefined, { state: [] });

testRule(noState, {
  quiet: {
    'moments of all': loop(),
    'an optimizer that keeps none': loop({ optimizer_state_dict: sgd(0) }),
    'the beginning of training': loop({ optimizer_state_dict: none, epoch: 0 }),
  },
  finds: {
    'none at all': {
      subject: loop({ optimizer_state_dict: none }),
      findings: [
        {
          severity: 'warning',
          path: 'optimizer_state_dict',
          message: /^Adam keeps moments, and there are none for any of its 4 parameters/,
          cure: /the optimizer that trains/,
        },
      ],
    },
    'none of an SGD with momentum': {
      subject: loop({ optimizer_state_dict: sgd(0.9) }),
      findings: [{ severity: 'warning' }],
    },
    'some without, by name': {
      subject: loop({
        optimizer_state_dict: adam(undefined, {
          state: [
            [0, moments([4, 3])],
            [1, moments([4])],
          ],
        }),
      }),
      findings: [
        {
          severity: 'note',
          data: { count: 2, examples: ['1.weight', '1.bias'] },
          message:
            'no optimizer state for 2 of 4 parameters, which never had a gradient: 1.weight, 1.bias',
        },
      ],
    },
  },
});
