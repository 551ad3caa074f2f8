import { plainPickle } from '../../../src/rules/torch/plain-pickle.ts';
import { opened, testRule } from '../../support/rules.ts';

const format = { id: 'pickle', title: 'pickle' };

testRule(plainPickle, {
  quiet: {
    'a file of torch’s': opened(null),
    'a pickle that is named one': opened(null, { format, file: 'm.pkl' }),
  },
  finds: {
    'a pickle that is named for torch': {
      subject: opened(null, { format, file: 'dir/m.pt' }),
      findings: [
        {
          severity: 'error',
          message: /torch.load refuses/,
          explains: [{ rule: 'file/wrong-extension' }],
        },
      ],
    },
  },
});
