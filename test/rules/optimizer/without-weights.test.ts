import { withoutWeights } from '../../../src/rules/optimizer/without-weights.ts';
import { testRule } from '../../support/rules.ts';
import { adam, lightning, loop, readSubject } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

testRule(withoutWeights, {
  quiet: {
    both: loop(),
    'a file that is for the optimizer': readSubject(adam()),
    'what Lightning says in its own words': lightning({ state_dict: undefined }),
  },
  finds: {
    'an optimizer with an epoch': {
      subject: readSubject(dict({ optimizer: adam(), epoch: 3 })),
      findings: [{ severity: 'note', path: 'optimizer', cure: /save the weights/ }],
    },
  },
});
