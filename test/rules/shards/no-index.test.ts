import { noIndex } from '../../../src/rules/shards/no-index.ts';
import { opened, testRule } from '../../support/rules.ts';

const shard = (number: number) => `model-0000${number}-of-00003.safetensors`;
const among = (file: string, ...names: readonly string[]) => ({ ...opened(null), file, names });

testRule(noIndex, {
  quiet: {
    'a shard with its index': among(`m/${shard(1)}`, shard(1), 'model.safetensors.index.json'),
    'the index of a variant': among(shard(1), shard(1), 'model.safetensors.index.fp16.json'),
    'a shard that is not the first': among(shard(2), shard(1), shard(2)),
    'a single shard': among('model-00001-of-00001.safetensors'),
    'a file without a number': among('model.safetensors', shard(1)),
  },
  finds: {
    'the first of several, for all': {
      subject: among(`m/${shard(2)}`, shard(2), shard(3), 'other-00001-of-00003.safetensors'),
      findings: [
        {
          severity: 'warning',
          data: { total: 3, found: 2, wanted: 'model.safetensors.index.json' },
          message: /^2 shards of 3, and no index/,
        },
      ],
    },
    'one beside the index of another': {
      subject: among(shard(1), shard(1), 'other.safetensors.index.json'),
      findings: [{ data: { found: 1 } }],
    },
  },
});
