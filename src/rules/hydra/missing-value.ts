import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { settingsOf } from '../settings.ts';

/** Only reading such a value is an error: https://omegaconf.readthedocs.io/en/2.3_branch/usage.html#mandatory-missing-values */
export const missingValue = defineRule({
  id: 'hydra/missing-value',
  summary: 'Every mandatory value of a Hydra configuration is set',
  severity: 'note',
  questions: ['resume'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    const config = run.configs.find(({ title }) => title === 'Hydra config');
    const missing = [...settingsOf(config?.value)]
      .filter(([, value]) => value === '???')
      .map(([path]) => path);
    if (missing.length > 0) yield { path: missing[0], data: examplesOf(missing) };
  },

  message: (names) => `the configuration has no value for ${exampleText(names)}, which must be set`,
  cure: ({ examples: [first] }) => `give it a value when the job is started again: ${first}=VALUE`,
});
