import { childPath } from '../../frameworks/common/entries.ts';
import type { Hyperparameters } from '../../frameworks/training-state.ts';
import { isConfig } from '../../model/omegaconf.ts';
import { isKind } from '../../model/value.ts';
import { hasInterpolation } from '../../runs/interpolation.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { leavesOf } from '../leaves.ts';
import { defineRule } from '../rule.ts';

export const openValues = defineRule({
  id: 'hparams/open-values',
  summary: 'Every hyperparameter has its value, not the place of one',
  severity: 'note',
  questions: ['load', 'eval', 'share'],
  needs: ['training'],

  *find({ training: { hyperparameters } }) {
    for (const recorded of hyperparameters) {
      const open = openIn(recorded);
      const [first] = open;
      if (first === undefined) continue;
      const texts = examplesOf(open.map(({ name, value }) => `${name} is ${value}`));
      yield { path: first.keys.reduce(childPath, recorded.path), data: texts };
    }
  },

  message: (texts) => `the model is given a text where a value belongs: ${exampleText(texts)}`,
  cure: () =>
    'set what is missing, and resolve the configuration before it is saved: OmegaConf.to_container(cfg, resolve=True)',
});

interface OpenValue {
  readonly name: string;
  readonly keys: readonly string[];
  readonly value: string;
}

/** OmegaConf fills in what its own containers refer to, but for what was never set. */
function openIn({ container, entries }: Hyperparameters): readonly OpenValue[] {
  return [...leavesOf(entries)].flatMap(([name, { keys, value }]) => {
    if (typeof value !== 'string') return [];
    const outer = entries.get(keys[0] ?? '');
    const isFilledIn =
      container.startsWith('omegaconf.') || (isKind(outer, 'opaque') && isConfig(outer));
    const isOpen = value === '???' || (hasInterpolation(value) && !isFilledIn);
    return isOpen ? [{ name, keys, value }] : [];
  });
}
