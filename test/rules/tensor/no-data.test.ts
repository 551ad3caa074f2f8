import { noData } from '../../../src/rules/tensor/no-data.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict, storage, tensor } from '../../support/values.ts';

const shell = () =>
  tensor([2], {
    device: 'meta',
    storage: { ...storage(new Uint8Array(2)), device: 'meta', source: null },
  });

testRule(noData, {
  quiet: {
    'one among others': opened(dict({ a: shell(), b: shell(), c: tensor([2]) })),
    'a single one': opened(dict({ a: shell() })),
    'nothing at all': opened(dict({})),
  },
  finds: {
    'nothing but shapes': {
      subject: opened(dict({ a: shell(), b: shell() })),
      findings: [
        { path: 'a', data: { count: 2 }, message: 'all 2 tensors are on the meta device: a, b' },
      ],
    },
  },
});
