import { textOf } from '../../frameworks/common/entries.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/core/saving.py */
const OWN = new Set([
  'lightning.pytorch.cli.instantiate_module',
  'pytorch_lightning.cli.instantiate_module',
]);

export const instantiator = defineRule({
  id: 'hparams/instantiator',
  summary: 'Nothing but Lightning’s own function is named to build the model',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['training'],

  *find({ training: { hyperparameters } }) {
    for (const { path, entries } of hyperparameters) {
      const name = textOf(entries.get('_instantiator'));
      if (name === undefined) continue;
      const isOwn = OWN.has(name);
      const model = textOf(entries.get('_class_path')) ?? null;
      yield {
        path: `${path}._instantiator`,
        ...(isOwn && { severity: 'note' as const }),
        data: { name, isOwn, model },
      };
    }
  },

  message: ({ name, isOwn, model }) =>
    isOwn
      ? `LightningCLI saved it: load_from_checkpoint builds ${model ?? 'the model'} through jsonargparse`
      : `_instantiator is ${name}: load_from_checkpoint of Lightning up to 2.6.5 imports and calls it, with weights_only=True too, and later ones refuse the file`,
  cure: ({ isOwn }) =>
    isOwn
      ? 'install jsonargparse, or build the model yourself and load state_dict into it'
      : "do not load it with load_from_checkpoint; if you need its weights, take state_dict alone: torch.load(path, weights_only=True)['state_dict']",
});
