import { textOf } from '../../frameworks/common/entries.ts';
import { pythonRepr } from '../../model/python-repr.ts';
import { placeOf } from '../callback-states.ts';
import { defineRule } from '../rule.ts';

/** A subclass that changes its monitor has a key that says the old one, and finds no state when resuming. */
export const keyDisagrees = defineRule({
  id: 'callbacks/key-disagrees',
  summary: 'What the key of a callback says is what its state says',
  severity: 'warning',
  questions: ['resume'],
  needs: ['training'],

  *find({ training }) {
    for (const callback of training.callbacks) {
      const { options, state, type } = callback;
      for (const member of ['monitor', 'mode']) {
        const inKey = textOf(options.get(member));
        const inState = textOf(state.get(member));
        if (inKey === undefined || inState === undefined || inKey === inState) continue;
        yield {
          path: placeOf(callback, member),
          data: { type, member, key: inKey, state: inState },
        };
      }
    }
  },

  message: ({ type, member, key, state }) =>
    `the key of ${type} says ${member} '${key}', and its state says '${state}'`,
  cure: ({ member, key }) =>
    `resume with the callback that has ${member}=${pythonRepr(key)}, or Lightning does not find its state`,
});
