import { dtypes } from '../../../src/rules/policy/dtypes.ts';
import { requiring } from '../../support/policies.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict, tensor } from '../../support/values.ts';

const root = dict({ a: tensor([1], { dtype: 'float64' }), b: tensor([1], { dtype: 'float32' }) });

testRule(dtypes, {
  quiet: {
    'other dtypes': { ...opened(root), ...requiring({ forbiddenDtypes: ['float16'] }) },
    'a policy that forbids none': { ...opened(root), ...requiring({}) },
  },
  finds: {
    'a dtype that is forbidden': {
      subject: { ...opened(root), ...requiring({ forbiddenDtypes: ['float64', 'int8'] }) },
      findings: [
        {
          path: 'a',
          data: { dtype: 'float64', count: 1, examples: ['a'] },
          message: 'the policy forbids float64, which is that of a',
        },
      ],
    },
  },
});
