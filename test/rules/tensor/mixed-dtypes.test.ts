import { mixedDtypes } from '../../../src/rules/tensor/mixed-dtypes.ts';
import { testRule } from '../../support/rules.ts';
import { trainingState, weightSet } from '../../support/training-states.ts';
import { tensor } from '../../support/values.ts';

const wide = tensor([2], { dtype: 'float32' });
const narrow = tensor([2], { dtype: 'bfloat16' });
const counter = tensor([2], { dtype: 'int64' });

testRule(mixedDtypes, {
  quiet: {
    'one dtype, and integers': {
      training: trainingState({ weights: [weightSet({ a: wide, b: wide, c: counter })] }),
    },
    'averages of another dtype than the weights': {
      training: trainingState({
        weights: [weightSet({ a: narrow }), weightSet({ a: wide }, { role: 'averaged' })],
      }),
    },
  },
  finds: {
    'a half of another': {
      subject: {
        training: trainingState({ weights: [weightSet({ a: narrow, b: wide, c: narrow })] }),
      },
      findings: [
        {
          severity: 'note',
          path: 'state_dict',
          data: { dtypes: ['bfloat16', 'float32'], counts: [2, 1] },
          message: '3 parameters of different dtypes: 2 bfloat16, 1 float32',
        },
      ],
    },
  },
});
