import { entriesOf, entry, intOf } from '../../frameworks/common/entries.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import type { PlacedTensor } from '../subject.ts';

const FIRST_FACTOR = /\.lora_A(?:\.\w+)?\.weight$|\.lora_A$/;

export const adapterRank = defineRule({
  id: 'huggingface/adapter-rank',
  summary: 'The factors of a LoRA adapter have the rank of its configuration',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['tensors', 'configs'],

  *find({ tensors, configs }) {
    const settings = configs.find(({ path }) => path === 'adapter_config.json')?.value;
    const config = intOf(entry(settings, 'r'));
    // Ranks of single layers are given by patterns.
    if (config === undefined || entriesOf(entry(settings, 'rank_pattern')).size > 0) return;
    const unlike = firstFactors(tensors).filter(({ rank }) => rank !== config);
    const [first] = unlike;
    if (first === undefined) return;
    const ranks = new Set(unlike.map(({ rank }) => rank));
    const data = { config, found: [...ranks], ...examplesOf(unlike.map(({ name }) => name)) };
    yield { path: first.path, data };
  },

  message: ({ config, found, ...names }) =>
    `adapter_config.json has r ${config}, and the rank of ${exampleText(names)} is ${found.join(', ')}`,
  cure: ({ found: [first, ...others] }) =>
    others.length > 0
      ? 'name the ranks of the layers in rank_pattern of adapter_config.json'
      : `set r to ${first} in adapter_config.json, and see that lora_alpha is the one it was trained with`,
});

function firstFactors(tensors: readonly PlacedTensor[]) {
  return tensors.flatMap(({ name, path, tensor: { shape } }) => {
    const [rank, ...others] = shape ?? [];
    return rank !== undefined && others.length > 0 && FIRST_FACTOR.test(name)
      ? [{ name, path, rank }]
      : [];
  });
}
