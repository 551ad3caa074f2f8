/** https://github.com/openai/whisper/blob/v20250625/whisper/__init__.py */
import { entriesOf, partsOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { usualRoles } from './roles/usual.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'whisper', title: 'Whisper' };

export const whisper: Framework = {
  ...facts,
  recognizes(root) {
    const entries = entriesOf(root);
    return entriesOf(entries.get('dims')).has('n_mels') && entries.has('model_state_dict');
  },
  read: (root) => new Arrangement(partsOf(root, ''), usualRoles).state({ ...facts, notes: [] }),
};
