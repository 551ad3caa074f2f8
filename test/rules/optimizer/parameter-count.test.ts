import { parameterCount } from '../../../src/rules/optimizer/parameter-count.ts';
import { testRule } from '../../support/rules.ts';
import { adam, floats, lightning, loop, readSubject, SHAPES } from '../../support/trained.ts';
import { dict, list } from '../../support/values.ts';

const larger = adam([...SHAPES, [7, 2]]);

testRule(parameterCount, {
  quiet: {
    'as many as there are weights': lightning(),
    fewer: loop({ optimizer_state_dict: adam([[4, 3]]) }),
    'flat pieces of weights': readSubject(
      dict({
        module: dict({ w: floats([4]) }),
        optimizer_state_dict: larger,
        ds_version: '1',
        ds_config: dict({}),
      }),
    ),
  },
  finds: {
    'a weight that is gone': {
      subject: lightning({ optimizer_states: list(larger) }),
      findings: [
        {
          severity: 'error',
          path: 'optimizer_states[0]',
          data: { parameters: 5, weights: 4, shapes: ['[7, 2]'] },
          message:
            'the optimizer has 5 parameters and state_dict 4 weights: 1 weight is missing (one of shape [7, 2])',
          cure: /another checkpoint/,
        },
      ],
    },
    'a warning where a loop may not save all it trains': {
      subject: loop({ optimizer_state_dict: larger }),
      findings: [{ severity: 'warning', confidence: 'likely' }],
    },
  },
});
