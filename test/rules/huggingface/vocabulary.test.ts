import type { Value } from '../../../src/model/value.ts';
import { vocabulary } from '../../../src/rules/huggingface/vocabulary.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict, tensor } from '../../support/values.ts';

const config = (entries: Readonly<Record<string, Value>>, path = 'config.json') => ({
  file: 'model.safetensors',
  configs: [{ path, title: 'config.json', value: dict(entries) }],
});

const embeddings = (rows: number) => tensor([rows, 4]);
const weights = opened(
  dict({ 'model.embed_tokens.weight': embeddings(64), 'lm_head.weight': embeddings(64) }),
);

testRule(vocabulary, {
  quiet: {
    'the same number': { ...weights, ...config({ vocab_size: 64 }) },
    'no size in the configuration': { ...weights, ...config({}) },
    'a configuration of another folder': {
      ...weights,
      ...config({ vocab_size: 7 }, 'a/config.json'),
    },
    'a file that is not the model': { ...weights, ...config({ vocab_size: 7 }), file: 'ema.pt' },
    'no embeddings': { ...opened(dict({ w: tensor([4, 4]) })), ...config({ vocab_size: 7 }) },
    'several vocabularies': {
      ...opened(
        dict({ 'a.embed_tokens.weight': embeddings(9), 'b.embed_tokens.weight': embeddings(64) }),
      ),
      ...config({ vocab_size: 7 }),
    },
  },
  finds: {
    'another number': {
      subject: { ...weights, ...config({ vocab_size: 72 }) },
      findings: [
        {
          severity: 'error',
          path: 'model.embed_tokens.weight',
          data: { config: 72, found: 64, count: 2 },
          message: /vocab_size 72, and model\.embed_tokens\.weight, lm_head\.weight 64 rows/,
          cure: /set vocab_size to 64/,
        },
      ],
    },
  },
});
