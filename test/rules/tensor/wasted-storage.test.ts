import { wastedStorage } from '../../../src/rules/tensor/wasted-storage.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict, storage, tensor } from '../../support/values.ts';

const large = storage(new Uint8Array(4 * 2 ** 20));
const half = [2 ** 21];

testRule(wastedStorage, {
  quiet: {
    'a storage that is used whole': opened(dict({ w: tensor([4 * 2 ** 20], { storage: large }) })),
    'a half and another half': opened(
      dict({
        a: tensor(half, { storage: large }),
        b: tensor(half, { storage: large, storageOffset: 2 ** 21 }),
      }),
    ),
    'a small slice of little': opened(dict({ w: tensor([1]) })),
    'sparse tensors, which have no storage of their own': opened(
      dict({ w: tensor([2], { storage: null, layout: 'sparse_coo' }) }),
    ),
  },
  finds: {
    'a slice of much': {
      subject: opened(dict({ w: tensor([10], { storage: large }), other: tensor([1]) })),
      findings: [
        {
          severity: 'warning',
          path: 'w',
          data: { wastedBytes: 4 * 2 ** 20 - 10, count: 1, examples: ['w'] },
          message: '4.2 MB that no tensor uses, in the storages behind w',
          cure: /clone/,
        },
      ],
    },
  },
});
