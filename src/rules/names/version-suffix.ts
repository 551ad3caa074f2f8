import { baseName } from '../../runs/recorded-path.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const versionSuffix = defineRule({
  id: 'names/version-suffix',
  summary: 'No name was taken when a checkpoint was saved',
  severity: 'note',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints } }) {
    const named = checkpoints.filter(
      ({ fileName, kind }) => fileName.version !== undefined && kind !== 'last',
    );
    if (named.length === 0) return;
    yield { data: examplesOf(named.map(({ path }) => baseName(path))) };
  },

  message: (names) =>
    `a name was taken already when ${exampleText(names)} ${names.count === 1 ? 'was' : 'were'} saved: by an earlier run in the same folder, or because names say no epoch; the number is no rank`,
  cure: () => "put the epoch into the names: filename='{epoch}-{step}'",
});
