import { defineRule } from '../rule.ts';

/** https://github.com/huggingface/transformers/blob/v4.46.0/src/transformers/modeling_utils.py */
const FORMATS: readonly string[] = ['pt', 'tf', 'flax', 'mlx'];

export const noFormat = defineRule({
  id: 'safetensors/no-format',
  summary: 'The metadata say which framework the tensors are for',
  severity: 'note',
  questions: ['load', 'share'],
  needs: ['checkpoint'],

  *find({ checkpoint: { format, metadata } }) {
    if (format.id !== 'safetensors') return;
    const said = metadata.get('format');
    if (said === undefined || !FORMATS.includes(said)) yield { data: { said: said ?? null } };
  },

  message: ({ said }) =>
    said === null
      ? 'no "format" in the metadata: some versions of transformers refuse the file'
      : `"format" in the metadata is "${said}": transformers knows ${FORMATS.join(', ')}`,
  cure: () => "save it with metadata={'format': 'pt'}",
});
