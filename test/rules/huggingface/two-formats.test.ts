import { twoFormats } from '../../../src/rules/huggingface/two-formats.ts';
import { testRule } from '../../support/rules.ts';

testRule(twoFormats, {
  quiet: {
    'one format': { file: 'a/model.safetensors', names: ['model.safetensors', 'config.json'] },
    'the pickle, which is told by the other': {
      file: 'a/pytorch_model.bin',
      names: ['model.safetensors', 'pytorch_model.bin'],
    },
  },
  finds: {
    both: {
      subject: { file: 'a/model.safetensors', names: ['model.safetensors', 'pytorch_model.bin'] },
      findings: [
        {
          severity: 'note',
          data: { other: 'pytorch_model.bin' },
          cure: /remove pytorch_model\.bin/,
        },
      ],
    },
    'both in shards': {
      subject: { file: 'model.safetensors.index.json', names: ['pytorch_model.bin.index.json'] },
      findings: [{ data: { other: 'pytorch_model.bin.index.json' } }],
    },
  },
});
