import { duplicateParameters } from '../../../src/rules/optimizer/duplicate-parameters.ts';
import { testRule } from '../../support/rules.ts';
import { adam, loop } from '../../support/trained.ts';

const listing = (...params: number[]) =>
  loop({ optimizer_state_dict: adam(undefined, { params }) });

testRule(duplicateParameters, {
  quiet: { 'each once': loop(), 'none at all': listing() },
  finds: {
    'one twice': {
      subject: listing(0, 1, 2, 3, 1),
      findings: [
        {
          severity: 'warning',
          path: 'optimizer_state_dict',
          data: { count: 1, examples: ['1'] },
          cure: /once/,
        },
      ],
    },
    several: { subject: listing(0, 1, 0, 1), findings: [{ message: /^parameters 0, 1 are more/ }] },
  },
});
