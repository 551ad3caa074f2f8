import { nameOf } from '../../frameworks/common/entries.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/**
 * Lightning looks for the argument that is the very object that was saved, and writes None where it
 * finds none: https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/core/mixins/hparams_mixin.py
 */
export const containerUnknown = defineRule({
  id: 'hparams/container-unknown',
  summary: 'Lightning recorded which argument the hyperparameters were',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['training'],

  *find({ training: { hyperparameters }, lightning }) {
    // Without the key somebody wrote the file by hand, and knows the arguments.
    if (lightning?.entries.get('hparams_name') !== null) return;
    for (const { of, path, recordedAs, entries } of hyperparameters) {
      if (of !== 'model' || recordedAs !== null || entries.size === 0) continue;
      yield {
        path,
        confidence: 'likely',
        data: examplesOf([...entries.keys()].map((key) => nameOf(key) ?? '')),
      };
    }
  },

  message: (names) =>
    `hparams_name is None, so load_from_checkpoint passes each entry as an argument of its own (${exampleText(names)}); a constructor with one argument for all fails with “missing 1 required positional argument”`,
  cure: () =>
    'pass the argument by its name, as Model.load_from_checkpoint(path, cfg=cfg), and call self.save_hyperparameters(cfg) in __init__ before cfg is changed',
});
