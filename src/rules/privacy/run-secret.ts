import { examplesOf } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { secretsIn, secretText } from '../secrets.ts';
import { textsOfConfigs } from '../texts.ts';

export const runSecret = defineRule({
  id: 'privacy/run-secret',
  summary: 'The configurations of the run hold no keys, tokens or passwords',
  severity: 'error',
  questions: ['share'],
  about: 'run',
  needs: ['configs'],

  *find({ configs, run }) {
    const overrides = (run?.overrides ?? []).map((text) => {
      const [key = '', ...value] = text.replace(/^\+*/, '').split('=');
      return { path: 'overrides', key: key.replace(/^.*\./, ''), text: value.join('=') };
    });
    for (const one of secretsIn([...textsOfConfigs(configs), ...overrides])) {
      const { what, prefix, length, paths, isCertain } = one;
      const data = { what, prefix, length, ...examplesOf(paths) };
      yield { data, ...(!isCertain && { confidence: 'likely' }) };
    }
  },

  message: secretText,
  cure: () =>
    'revoke it if the files were ever given away, and let the configuration take it from the environment: oc.env',
});
