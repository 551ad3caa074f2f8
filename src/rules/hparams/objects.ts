import { childPath, isTensor } from '../../frameworks/common/entries.ts';
import { className, isModule } from '../../model/known-objects.ts';
import { pythonRepr } from '../../model/python-repr.ts';
import { isKind, type Value } from '../../model/value.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { leavesOf } from '../leaves.ts';
import { defineRule } from '../rule.ts';

/** Lightning itself warns of them when they are saved. */
export const objects = defineRule({
  id: 'hparams/objects',
  summary: 'The hyperparameters hold no modules and no tensors',
  severity: 'note',
  questions: ['load', 'share'],
  needs: ['training'],

  *find({ training: { hyperparameters } }) {
    for (const { path, entries } of hyperparameters) {
      const found = [...leavesOf(entries)].flatMap(([name, { keys, value }]) => {
        const what = kindOf(value);
        return what === undefined ? [] : [{ name, what, path: keys.reduce(childPath, path) }];
      });
      const [first] = found;
      if (first === undefined) continue;
      const names = [...new Set(found.map(({ name }) => name.replace(/\..*$/s, '')))];
      yield {
        path: first.path,
        data: { names, ...examplesOf(found.map(({ name, what }) => `${name} (${what})`)) },
      };
    }
  },

  message: ({ count, examples }) =>
    `modules and tensors were pickled as hyperparameters: ${exampleText({ count, examples })}; the file is larger for them, and modules load only where their classes are`,
  cure: ({ names }) =>
    `leave them out: self.save_hyperparameters(ignore=[${names.map(pythonRepr).join(', ')}])`,
});

function kindOf(value: Value): string | undefined {
  if (isTensor(value)) return value.kind === 'tensor' ? 'a tensor' : 'a numpy array';
  return isKind(value, 'opaque') && isModule(value) ? className(value) : undefined;
}
