import { baseName } from '../../runs/recorded-path.ts';
import { defineRule } from '../rule.ts';

export const twoFormats = defineRule({
  id: 'huggingface/two-formats',
  summary: 'The weights of a model are there once',
  severity: 'note',
  questions: ['load', 'share'],
  needs: ['names'],

  *find({ names, file }) {
    const name = baseName(file);
    const other = name.replace(/^model\.safetensors/, 'pytorch_model.bin');
    if (other !== name && names.includes(other)) yield { data: { name, other } };
  },

  message: ({ name, other }) => `${name} and ${other} lie side by side, and loading takes ${name}`,
  cure: ({ other }) => `remove ${other} if it holds the same weights`,
});
