import { examplesOf } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { secretsIn, secretText } from '../secrets.ts';
import { textsOfCheckpoint } from '../texts.ts';

export const secret = defineRule({
  id: 'privacy/secret',
  summary: 'The file holds no keys, tokens or passwords',
  severity: 'error',
  questions: ['share'],
  needs: ['checkpoint'],

  *find({ checkpoint }) {
    for (const one of secretsIn(textsOfCheckpoint(checkpoint))) {
      const { what, prefix, length, path, paths, isCertain } = one;
      const data = { what, prefix, length, ...examplesOf(paths) };
      yield { path, data, ...(!isCertain && { confidence: 'likely' }) };
    }
  },

  message: secretText,
  cure: () => 'revoke it if the file was ever given away, and save the checkpoint again without it',
});
