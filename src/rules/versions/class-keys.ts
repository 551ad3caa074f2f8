import { entriesOf } from '../../frameworks/common/entries.ts';
import { isKind } from '../../model/value.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/Lightning-AI/pytorch-lightning/pull/6886 */
export const classKeys = defineRule({
  id: 'versions/class-keys',
  summary: 'States of callbacks have texts for their keys, as since Lightning 1.5',
  severity: 'note',
  questions: ['load', 'resume'],
  needs: ['lightning'],

  *find({ lightning: { entries } }) {
    const keys = Array.from(entriesOf(entries.get('callbacks')).keys());
    const classes = keys.flatMap((key) => (isKind(key, 'global') ? [key.name] : []));
    if (classes.length > 0) yield { path: 'callbacks', data: examplesOf(classes) };
  },

  message: (names) =>
    `states of callbacks are kept by class (${exampleText(names)}): loading imports these, and may warn of colliding keys for no reason`,
  cure: () =>
    'rewrite it once, where Lightning and its weights are trusted: python -m lightning.pytorch.utilities.upgrade_checkpoint FILE',
});
