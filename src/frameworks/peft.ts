/** https://github.com/huggingface/peft/blob/v0.17.0/src/peft/utils/save_and_load.py */
import type { Value } from '../model/value.ts';
import { entriesOf, isTensor, textOf } from './common/entries.ts';
import { looksLikeStateDict } from './common/weights.ts';
import { Arrangement } from './roles/arrangement.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'peft', title: 'PEFT adapter' };

export const peft: Framework = {
  ...facts,
  recognizes(root) {
    if (!looksLikeStateDict(root)) return false;
    const names = [...entriesOf(root).keys()].map((key) => textOf(key) ?? '');
    return names.every((name) => name.startsWith('base_model.model.'));
  },
  read(root) {
    const ranks = ranksOf(root);
    const notes = ranks.length === 0 ? [] : [`LoRA of rank ${ranks.join(', ')}`];
    const part = { path: '', name: '', value: root };
    return new Arrangement([part], () => ['model']).state({ ...facts, notes });
  },
};

/** `lora_A` leads from a layer’s inputs to as many numbers as the rank says. */
function ranksOf(root: Value): number[] {
  const ranks = new Set<number>();
  for (const [key, value] of entriesOf(root)) {
    if (typeof key !== 'string' || !/\.lora_A\.weight$/.test(key) || !isTensor(value)) continue;
    const [rank] = value.shape ?? [];
    if (rank !== undefined) ranks.add(rank);
  }
  return [...ranks].sort((a, b) => a - b);
}
