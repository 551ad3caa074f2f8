import { isKind, type Value } from '../../model/value.ts';
import { defineRule } from '../rule.ts';

type Test = (value: Value) => boolean;

const isDict: Test = (value) => isKind(value, 'mapping');
const isList: Test = (value) => isKind(value, 'list') || isKind(value, 'tuple');
const isInt: Test = (value) => typeof value === 'number' || typeof value === 'bigint';
const isText: Test = (value) => typeof value === 'string';

/** What Lightning does with each entry, it can do with nothing else. */
const TYPES: ReadonlyMap<string, readonly [expected: string, fits: Test]> = new Map([
  ['pytorch-lightning_version', ['a text', isText]],
  ['state_dict', ['a dict', isDict]],
  ['epoch', ['an int', isInt]],
  ['global_step', ['an int', isInt]],
  ['loops', ['a dict', isDict]],
  ['callbacks', ['a dict', isDict]],
  ['optimizer_states', ['a list', isList]],
  ['lr_schedulers', ['a list', isList]],
]);

export const wrongType = defineRule({
  id: 'schema/wrong-type',
  summary: 'The entries that Lightning reads are of the types that it writes',
  severity: 'error',
  questions: ['load', 'resume'],
  needs: ['lightning'],

  *find({ lightning: { entries } }) {
    for (const [key, [expected, fits]] of TYPES) {
      const value = entries.get(key);
      if (value === undefined || fits(value)) continue;
      yield { path: key, data: { key, expected, found: typeOf(value) } };
    }
  },

  message: ({ key, expected, found }) =>
    `${key} is ${found} where Lightning writes ${expected}: the file was edited, or other code wrote it`,
  cure: ({ key }) => `take another checkpoint of the run, or write ${key} again as Lightning does`,
});

function typeOf(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return 'a bool';
  if (typeof value !== 'object') return 'an int';
  return value.kind === 'mapping' ? 'a dict' : `a ${value.kind.replaceAll('_', ' ')}`;
}
