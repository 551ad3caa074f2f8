import { noFormat } from '../../../src/rules/safetensors/no-format.ts';
import { opened, testRule } from '../../support/rules.ts';

const format = { id: 'safetensors', title: 'safetensors' };
const saying = (text: string) => opened(null, { format, metadata: new Map([['format', text]]) });

testRule(noFormat, {
  quiet: {
    'a file for PyTorch': saying('pt'),
    'a file of another kind': opened(null),
  },
  finds: {
    'no word of it': {
      subject: opened(null, { format }),
      findings: [{ severity: 'note', data: { said: null }, message: /^no "format"/ }],
    },
    'a framework that transformers does not know': {
      subject: saying('np'),
      findings: [{ data: { said: 'np' }, message: /is "np": transformers knows pt, tf/ }],
    },
  },
});
