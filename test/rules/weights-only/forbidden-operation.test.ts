import { forbiddenOperation } from '../../../src/rules/weights-only/forbidden-operation.ts';
import { testRule } from '../../support/rules.ts';
import { operation, refusal } from '../../support/weights-only.ts';

const items = operation('set-item', {
  why: 'items are set on a a.Dict, and torch takes them only for dict, OrderedDict and Counter',
  paths: ['hyper_parameters', 'other'],
  pathCount: 7,
  offsets: [40],
});

testRule(forbiddenOperation, {
  quiet: {
    'a file that torch loads': { weightsOnly: { loads: true, torch: '2.13' } },
    'a class that can be allowed though no name stands for it': {
      weightsOnly: refusal({
        operations: [
          operation('state', { cure: 'add_safe_globals', needs: 'numpy.dtypes.Float64DType' }),
        ],
      }),
    },
    'what is broken rather than forbidden': {
      weightsOnly: refusal({ operations: [operation('end-of-file'), operation('storage')] }),
    },
  },
  finds: {
    'items of a dict’s subclass': {
      subject: { weightsOnly: refusal({ operations: [items] }) },
      findings: [
        {
          severity: 'note',
          path: 'hyper_parameters',
          offset: 40,
          message:
            /whatever is allowed: items are set on a a\.Dict, .* at hyper_parameters, other and 5 more$/,
          cure: /plain dicts/,
        },
      ],
    },
    'an error for a version that was named': {
      subject: { weightsOnly: refusal({ operations: [items] }), targets: { torch: '2.10' } },
      findings: [{ severity: 'error' }],
    },
    'each of several': {
      subject: { weightsOnly: refusal({ operations: [items, operation('call')] }) },
      findings: [{ path: 'hyper_parameters' }, { message: /what we say$/ }],
    },
  },
});
