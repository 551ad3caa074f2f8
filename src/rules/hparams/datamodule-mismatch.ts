import { scalarText } from '../../model/scalar-text.ts';
import { datamoduleDifferences } from '../datamodule.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/**
 * Loggers are given both in one dict, and Lightning refuses to merge them where they differ:
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/loggers/utilities.py
 */
export const datamoduleMismatch = defineRule({
  id: 'hparams/datamodule-mismatch',
  summary: 'The model and the datamodule agree on the hyperparameters they share',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['training'],

  *find({ training }) {
    const { path, differences } = datamoduleDifferences(training);
    if (differences.length === 0) return;
    const texts = differences.map(
      ({ name, ofModel, ofDatamodule }) =>
        `${name}: ${scalarText(ofModel)} and ${scalarText(ofDatamodule)}`,
    );
    yield { path, data: examplesOf(texts) };
  },

  message: (differences) =>
    `the model and the datamodule were made with different values: ${exampleText(differences)}`,
  cure: () =>
    'give both the same value, or leave it out of one: self.save_hyperparameters(ignore=[...])',
});
