/** https://github.com/facebookresearch/fairseq/blob/v0.12.2/fairseq/checkpoint_utils.py */
import type { Value } from '../model/value.ts';
import { entriesOf, entry, numberOf, partsOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { opened } from './roles/kind.ts';
import { rolesNamed } from './roles/usual.ts';
import type { Framework, Part } from './training-state.ts';

const facts = { id: 'fairseq', title: 'fairseq' };

export const fairseq: Framework = {
  ...facts,
  recognizes(root) {
    const entries = entriesOf(root);
    const keys = ['model', 'optimizer_history', 'extra_state'];
    return keys.every((key) => entries.has(key));
  },
  read(root) {
    const roles = rolesNamed({ num_updates: 'step', last_optimizer_state: 'optimizer' });
    const state = new Arrangement(partsIn(root), roles).state({ ...facts, notes: [] });
    const iterations = numberOf(entry(iteratorOf(root), 'iterations_in_epoch'));
    if (iterations === undefined) return state;
    return { ...state, progress: { ...state.progress, isMidEpoch: iterations > 0 } };
  },
};

function iteratorOf(root: Value): Value | undefined {
  return entry(entry(root, 'extra_state'), 'train_iterator');
}

/** The last of the history is about what trained when the file was written. */
function partsIn(root: Value): Part[] {
  const parts = opened(opened(partsOf(root, ''), 'extra_state'), 'train_iterator');
  const history = opened(parts, 'optimizer_history');
  const last = history.findLast(({ name }) => name.startsWith('optimizer_history['));
  return last === undefined ? history : opened(history, last.name);
}
