import { unknownNames } from '../../../src/rules/optimizer/unknown-names.ts';
import { testRule } from '../../support/rules.ts';
import { adam, loop } from '../../support/trained.ts';
import { list } from '../../support/values.ts';

const naming = (...names: readonly string[]) =>
  loop({ optimizer_state_dict: adam(undefined, { options: { param_names: list(...names) } }) });

testRule(unknownNames, {
  quiet: {
    'an optimizer that names none': loop(),
    'the names of weights': naming('0.weight', '0.bias', '1.weight', '1.bias'),
    'names that a wrapper was put before': naming(
      ...['module.0.weight', 'module.0.bias', 'module.1.weight', 'module.1.bias'],
    ),
  },
  finds: {
    'names that no weight has': {
      subject: naming('0.weight', '0.bias', '1.weight', 'head.bias'),
      findings: [
        {
          severity: 'warning',
          path: 'optimizer_state_dict',
          message:
            '1 of the 4 parameters that the optimizer names are no weights of the file: head.bias',
          cure: /another checkpoint/,
          explains: [{ rule: 'optimizer/parameter-count', path: 'optimizer_state_dict' }],
        },
      ],
    },
  },
});
