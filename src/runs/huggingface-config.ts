import { entry, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { textsOf } from './description.ts';

/** What a `config.json` says about a model; `torch_dtype` became `dtype` in transformers 5. */
export function modelFacts(config: Value | undefined): Record<string, Value | undefined> {
  return {
    architecture: textsOf(entry(config, 'architectures')).join(', '),
    'model type': textOf(entry(config, 'model_type')),
    dtype: textOf(entry(config, 'dtype')) ?? textOf(entry(config, 'torch_dtype')),
    'transformers version': textOf(entry(config, 'transformers_version')),
  };
}

/** Input embeddings that an output layer may share, by how their names end. */
const EMBEDDING = /(?:^|\.)(?:wte|embed_tokens|word_embeddings|embed_in|shared)\.weight$/;
const HEADS = ['lm_head.weight', 'embed_out.weight'];

/**
 * Weights that the file leaves out because they are others’: where the configuration ties the output
 * layer to the embeddings, and the file has one such embedding and no output layer.
 */
export function tiedWeights(config: Value | undefined, names: Iterable<string>): Value | undefined {
  if (entry(config, 'tie_word_embeddings') !== true) return undefined;
  const isGenerating = textsOf(entry(config, 'architectures')).some((name) =>
    /(?:LMHeadModel|ForCausalLM|ForConditionalGeneration)$/.test(name),
  );
  const all = [...names];
  const [embedding, ...others] = all.filter((name) => EMBEDDING.test(name));
  const hasHead = all.some((name) => HEADS.some((head) => name.endsWith(head)));
  if (!isGenerating || embedding === undefined || others.length > 0 || hasHead) return undefined;
  return { kind: 'mapping', type: 'dict', entries: new Map([['lm_head.weight', embedding]]) };
}
