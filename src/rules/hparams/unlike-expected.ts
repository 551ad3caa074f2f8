import { scalarText } from '../../model/scalar-text.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { expectedSettings, typedNumbers } from '../expected-settings.ts';
import { decidesSizes } from '../expected-sizes.ts';
import { defineRule } from '../rule.ts';
import { isSameSetting } from '../settings.ts';

export const unlikeExpected = defineRule({
  id: 'hparams/unlike-expected',
  summary: 'The hyperparameters are those that are expected: --expect',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['training', 'expectations'],

  *find({ training, expectations }) {
    const settings = expectedSettings(training, expectations).filter(
      (setting) => !decidesSizes(setting, training),
    );
    const unlike = settings.flatMap(({ key, expected, recorded }) => {
      if (recorded === undefined || expected === null || recorded.leaf.value === null) return [];
      const { value } = recorded.leaf;
      const typed = typedNumbers(expected);
      const wanted = typed.length > 0 ? { kind: 'list' as const, items: typed } : expected;
      return isSameSetting(value, wanted) === false
        ? [`${key} is ${scalarText(value)}, not ${scalarText(wanted)}`]
        : [];
    });
    if (unlike.length > 0) yield { data: examplesOf(unlike) };
  },

  message: (texts) => `it was made with other hyperparameters than expected: ${exampleText(texts)}`,
  cure: () => 'use the values of the checkpoint, or another checkpoint',
});
