import { bigEndian } from '../../../src/rules/torch/big-endian.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict, storage, tensor } from '../../support/values.ts';

const bytes = new Uint8Array(8);

testRule(bigEndian, {
  quiet: { 'little-endian numbers': opened(dict({ w: tensor([8], { storage: storage(bytes) }) })) },
  finds: {
    'big-endian ones, once': {
      subject: opened(
        dict({
          a: tensor([8], { storage: { ...storage(bytes), bigEndian: true } }),
          b: tensor([8], { storage: { ...storage(bytes), bigEndian: true } }),
        }),
      ),
      findings: [{ severity: 'note', data: { count: 2, examples: ['a', 'b'] }, message: /torch/ }],
    },
  },
});
