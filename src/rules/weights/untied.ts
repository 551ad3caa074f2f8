import { entry } from '../../frameworks/common/entries.ts';
import { shape } from '../../model/units.ts';
import { configOfWeights } from '../huggingface-config.ts';
import { defineRule } from '../rule.ts';
import { ownTensorsWithTies } from '../sizes.ts';

const EMBEDDING = /(?:^|\.)(?:wte|embed_tokens|word_embeddings|embed_in|shared)\.weight$/;
const HEAD = /(?:^|\.)(?:lm_head|embed_out)\.weight$/;

/** https://github.com/huggingface/transformers/blob/v4.57.0/src/transformers/modeling_utils.py */
export const untied = defineRule({
  id: 'weights/untied',
  summary: 'The output layer is tied to the embeddings, or not, as config.json says',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['training', 'configs'],

  *find(subject) {
    const tie = entry(configOfWeights(subject), 'tie_word_embeddings');
    // Shards are files of their own, which share no memory.
    if (tie !== true || subject.file.endsWith('.index.json')) return;
    const tensors = ownTensorsWithTies(subject.training);
    const embedding = tensors.find(({ name }) => EMBEDDING.test(name));
    const head = tensors.find(({ name }) => HEAD.test(name));
    if (embedding === undefined || head === undefined) return;
    const isTied = head.tiedTo === embedding.name || embedding.tiedTo === head.name;
    if (isTied) return;
    const isAlike = shape(head.tensor.shape) === shape(embedding.tensor.shape);
    yield {
      path: head.path,
      // Without shared memory the same numbers may have been written twice.
      ...(isAlike && { severity: 'note' as const }),
      data: { head: head.name, embedding: embedding.name, isAlike },
    };
  },

  message: ({ head, embedding, isAlike }) =>
    isAlike
      ? `config.json ties the output layer to the embeddings, and ${head} is there beside ${embedding}: one of them is not used`
      : `config.json ties the output layer to the embeddings, and ${head} has another shape than ${embedding}`,
  cure: ({ head }) =>
    `set tie_word_embeddings to false in config.json if ${head} was trained, or leave it out of the file`,
});
