import { outsideGroups } from '../../../src/rules/optimizer/outside-groups.ts';
import { testRule } from '../../support/rules.ts';
import { adam, lightning, loop, moments } from '../../support/trained.ts';
import { dict, list } from '../../support/values.ts';

testRule(outsideGroups, {
  quiet: {
    'all in groups': lightning(),
    'a number without state': loop({ optimizer_state_dict: adam(undefined, { state: [] }) }),
    'what an optimizer keeps under a name': loop({
      optimizer_state_dict: adam(undefined, {
        state: [
          [0, moments([4, 3])],
          ['shared', dict({})],
        ],
      }),
    }),
  },
  finds: {
    'a number that no group lists': {
      subject: lightning({ optimizer_states: list(adam(undefined, { params: [0, 1, 2] })) }),
      findings: [
        {
          severity: 'error',
          path: 'optimizer_states[0].state[3]',
          message:
            /^state for parameter 3, which no group lists \(they list 3\): .*doesn't match the size of optimizer's group$/,
          cure: /params of their group/,
          explains: [{ rule: 'optimizer/untrained-weights' }],
        },
      ],
    },
  },
});
