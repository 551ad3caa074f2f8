import { textOf } from '../../frameworks/common/entries.ts';
import { defineRule } from '../rule.ts';

export const adapterBase = defineRule({
  id: 'huggingface/adapter-base',
  summary: 'An adapter says which model it belongs to',
  severity: 'note',
  questions: ['load', 'share'],
  about: 'run',
  needs: ['run'],

  *find({ run: { kind, facts } }) {
    if (kind !== 'peft-adapter') return;
    const base = textOf(facts.get('base model')) ?? null;
    if (base === null || /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(base)) yield { data: { base } };
  },

  message: ({ base }) =>
    base === null
      ? 'adapter_config.json does not say which model the adapter belongs to'
      : `adapter_config.json names its model by a path that only one machine has: ${base}`,
  cure: () =>
    'set base_model_name_or_path in adapter_config.json to the name of the model on the Hub',
});
