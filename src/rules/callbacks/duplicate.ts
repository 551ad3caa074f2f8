import { textOf } from '../../frameworks/common/entries.ts';
import { scalarText } from '../../model/scalar-text.ts';
import type { Value } from '../../model/value.ts';
import { configuredObjects } from '../lightning-config.ts';
import { defineRule } from '../rule.ts';

/** What the key of its state is made of; its folder and the names of its files are not. */
const IN_KEY: readonly (readonly [option: string, preset: Value])[] = [
  ['monitor', null],
  ['mode', 'min'],
  ['every_n_train_steps', 0],
  ['every_n_epochs', 1],
  ['train_time_interval', null],
];

/** https://github.com/Lightning-AI/pytorch-lightning/issues/16848 */
export const duplicate = defineRule({
  id: 'callbacks/duplicate',
  summary: 'Every ModelCheckpoint that is configured has a state of its own',
  severity: 'error',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    const told = new Map<string, string>();
    for (const { file, path, options } of configuredObjects(subject, 'ModelCheckpoint')) {
      const values = IN_KEY.map(([option, preset]) => scalarText(options.get(option) ?? preset));
      const key = [file, ...values].join('\0');
      const first = told.get(key);
      if (first === undefined) told.set(key, path);
      else
        yield {
          file,
          path,
          data: { first, second: path, monitor: textOf(options.get('monitor')) ?? null },
        };
    }
  },

  message: ({ first, second, monitor }) =>
    `${first} and ${second} are two ModelCheckpoints with one state key (monitor ${monitor ?? 'None'}): RuntimeError: Found more than one stateful callback of type \`ModelCheckpoint\``,
  cure: () =>
    'give one of them another monitor, mode or every_n_epochs; dirpath and filename do not count',
});
