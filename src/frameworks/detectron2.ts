/**
 * Detectron2, whose weights are arrays of numpy in the files of its model zoo.
 * https://github.com/facebookresearch/detectron2/blob/v0.6/detectron2/checkpoint/detection_checkpoint.py
 */
import { entriesOf, partsOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { usualRoles } from './roles/usual.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'detectron2', title: 'Detectron2' };

export const detectron2: Framework = {
  ...facts,
  recognizes(root) {
    const entries = entriesOf(root);
    if (!entries.has('model')) return false;
    if (entries.has('__author__') || entries.has('matching_heuristics')) return true;
    const keys = [...entries.keys()];
    return (
      ['optimizer', 'scheduler', 'iteration'].every((key) => entries.has(key)) &&
      keys.every((key) => typeof key === 'string' && KEYS.has(key))
    );
  },
  read: (root) => new Arrangement(partsOf(root, ''), usualRoles).state({ ...facts, notes: [] }),
};

/** What its trainer saves. A loop with more keys than these is another’s. */
const KEYS: ReadonlySet<string> = new Set([
  ...['model', 'optimizer', 'scheduler', 'iteration', 'trainer'],
]);
