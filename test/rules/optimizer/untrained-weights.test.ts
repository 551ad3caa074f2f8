import { untrainedWeights } from '../../../src/rules/optimizer/untrained-weights.ts';
import { testRule } from '../../support/rules.ts';
import { adam, floats, lightning, loop, SHAPES, WEIGHTS } from '../../support/trained.ts';
import { dict, mapping } from '../../support/values.ts';

const more = (name: string) => mapping(...WEIGHTS.entries, [name, floats([9])]);

testRule(untrainedWeights, {
  quiet: {
    'all trained': lightning(),
    'a constant': loop({ model_state_dict: more('pixel_mean') }),
    'parameters of which nobody knows the names': loop({
      optimizer_state_dict: adam([[9, 9], ...SHAPES]),
    }),
  },
  finds: {
    'one of all': {
      subject: lightning({ state_dict: more('foo.weight') }),
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          path: 'state_dict.foo.weight',
          message: /^no optimizer has foo\.weight, unlike the other 4 weights: /,
          cure: /leave this one out/,
        },
      ],
    },
    'a note about most, which look frozen': {
      subject: loop({
        model_state_dict: dict({ a: floats([1]), b: floats([2]), c: floats([3]) }),
        optimizer_state_dict: adam([[3]]),
      }),
      findings: [{ severity: 'note', message: '2 of 3 weights were not trained: a, b' }],
    },
  },
});
