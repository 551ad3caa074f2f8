import { pythonRepr } from '../../model/python-repr.ts';
import { defineRule } from '../rule.ts';

export const missing = defineRule({
  id: 'hparams/missing',
  summary: 'A Lightning checkpoint has the hyperparameters of its model',
  severity: 'note',
  questions: ['load', 'eval'],
  needs: ['training'],

  *find({ training, configs = [] }) {
    const { framework, hyperparameters, weights } = training;
    if (framework.id !== 'lightning' || weights.length === 0) return;
    if (hyperparameters.some(({ of }) => of === 'model')) return;
    const near = configs.find(({ path }) => /(?:^|\/)hparams\.ya?ml$/.test(path));
    yield { data: { near: near?.path ?? null } };
  },

  message: () =>
    'the model recorded no hyperparameters: load_from_checkpoint has to be given every argument without a default',
  cure: ({ near }) =>
    near === null
      ? 'call self.save_hyperparameters() in __init__ of the model'
      : `Model.load_from_checkpoint(path, hparams_file=${pythonRepr(near)})`,
});
