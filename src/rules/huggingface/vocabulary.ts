import { entry, intOf } from '../../frameworks/common/entries.ts';
import { number } from '../../model/units.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { configOfWeights } from '../huggingface-config.ts';
import { defineRule } from '../rule.ts';

/** Embeddings of tokens and the layers back to them, as transformers calls them. */
const TOKENS =
  /(?:^|\.)(?:wte|embed_tokens|word_embeddings|tok_embeddings|embed_in|embed_out|lm_head)\.weight$/;

export const vocabulary = defineRule({
  id: 'huggingface/vocabulary',
  summary: 'The embeddings have as many rows as config.json has tokens',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['tensors', 'configs'],

  *find({ tensors, ...subject }) {
    const config = intOf(entry(configOfWeights(subject), 'vocab_size'));
    if (config === undefined) return;
    const tables = tensors.flatMap(({ name, path, tensor: { shape } }) => {
      const [rows, ...others] = shape ?? [];
      return rows !== undefined && others.length === 1 && TOKENS.test(name)
        ? [{ name, path, rows }]
        : [];
    });
    const [first] = tables;
    // A model of several vocabularies has one of them here.
    if (first === undefined || tables.some(({ rows }) => rows === config)) return;
    if (tables.some(({ rows }) => rows !== first.rows)) return;
    const keys = examplesOf(tables.map(({ name }) => name));
    yield { path: first.path, data: { config, found: first.rows, ...keys } };
  },

  message: ({ config, found, ...keys }) =>
    `config.json has vocab_size ${number(config)}, and ${exampleText(keys)} ${number(found)} rows: from_pretrained fails with a size mismatch`,
  cure: ({ found }) =>
    `set vocab_size to ${found} in config.json, or take the weights that belong to it`,
});
