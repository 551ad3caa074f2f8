import { examplesOf, exampleText } from '../examples.ts';
import { expectedSettings } from '../expected-settings.ts';
import { decidesSizes } from '../expected-sizes.ts';
import { leavesOf } from '../leaves.ts';
import { nearestNames } from '../nearest-name.ts';
import { defineRule } from '../rule.ts';

export const unknownExpectation = defineRule({
  id: 'hparams/unknown-expectation',
  summary: 'Whatever is expected is a hyperparameter of the checkpoint: --expect',
  severity: 'note',
  questions: ['load', 'resume', 'eval'],
  needs: ['training', 'expectations'],

  *find({ training, expectations }) {
    // What stands deeper in a configuration is about other things too.
    const unknown = expectedSettings(training, expectations)
      .filter(({ key, recorded }) => recorded === undefined && !key.includes('.'))
      .filter((setting) => !decidesSizes(setting, training))
      .map(({ key }) => key);
    const [first] = unknown;
    if (first === undefined) return;
    const names = training.hyperparameters.flatMap(({ entries }) => [...leavesOf(entries).keys()]);
    const hasNames = names.length > 0;
    const nearest = nearestNames(first, names)[0] ?? null;
    yield { data: { nearest, hasNames, ...examplesOf(unknown) } };
  },

  message: ({ nearest, hasNames, ...unknown }) =>
    hasNames
      ? `no hyperparameter of the checkpoint is called ${exampleText(unknown)}: nothing was compared`
      : `the checkpoint has no hyperparameters to compare with ${exampleText(unknown)}`,
  cure: ({ nearest }) =>
    nearest === null ? undefined : `name it ${nearest}: --expect ${nearest}=VALUE`,
});
