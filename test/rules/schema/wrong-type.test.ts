import { wrongType } from '../../../src/rules/schema/wrong-type.ts';
import { testRule } from '../../support/rules.ts';
import { adam, lightning } from '../../support/trained.ts';
import { float } from '../../support/values.ts';

testRule(wrongType, {
  quiet: {
    'a file as Lightning writes it': lightning(),
    'what is missing': lightning({ callbacks: undefined, loops: undefined }),
  },
  finds: {
    'an optimizer where a list of them belongs': {
      subject: lightning({ optimizer_states: adam() }),
      findings: [
        {
          severity: 'error',
          path: 'optimizer_states',
          message: /^optimizer_states is a dict where Lightning writes a list:/,
        },
      ],
    },
    'each of several': {
      subject: lightning({ epoch: float(1), 'pytorch-lightning_version': 2, loops: null }),
      findings: [
        { path: 'pytorch-lightning_version', data: { found: 'an int' } },
        { path: 'epoch', data: { found: 'a float' } },
        { path: 'loops', data: { found: 'None' } },
      ],
    },
  },
});
