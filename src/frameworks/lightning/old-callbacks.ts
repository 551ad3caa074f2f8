/**
 * Before 0.10 the states of the two callbacks there were stood at the top level.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/utilities/migration/migration.py
 */
import { isKind, type Value } from '../../model/value.ts';
import { namedEntries } from '../common/entries.ts';
import type { CallbackState, Part } from '../training-state.ts';
import { withMeaning } from './callback-meaning.ts';
import type { TopLevel } from './top-level.ts';

interface OldCallback {
  readonly type: string;
  /** What the names of its entries begin with. */
  readonly prefix: string;
  /** Its entries, and as what later versions keep them. */
  readonly names: ReadonlyMap<string, string>;
}

const OLD_CALLBACKS: readonly OldCallback[] = [
  {
    type: 'ModelCheckpoint',
    prefix: 'checkpoint_callback',
    names: new Map([
      ['checkpoint_callback_best_model_score', 'best_model_score'],
      ['checkpoint_callback_best_model_path', 'best_model_path'],
      ['checkpoint_callback_best', 'best_model_score'],
    ]),
  },
  {
    type: 'EarlyStopping',
    prefix: 'early_stop_callback',
    names: new Map([
      ['early_stop_callback_wait', 'wait_count'],
      ['early_stop_callback_patience', 'patience'],
    ]),
  },
];

const WHOLE_STATE = 'early_stop_callback_state_dict';

export function readOldCallbacks(top: TopLevel): readonly CallbackState[] {
  const separate = OLD_CALLBACKS.flatMap(({ type, prefix, names }) => {
    const parts = top.takeAll(({ name }) => names.has(name));
    if (parts.length === 0) return [];
    // Their entries are those of the root, and are found there.
    const state = new Map(parts.map(({ name, value }) => [name, value]));
    const callback = { path: '', type, key: prefix, options: NO_OPTIONS };
    return [{ ...withMeaning({ ...callback, state: renamed(parts, names) }), state }];
  });
  const whole = top.take(WHOLE_STATE, (value) => isKind(value, 'mapping'));
  if (whole === undefined) return separate;
  const { path, name: key, value } = whole;
  const state = namedEntries(value);
  const early = { path, type: 'EarlyStopping', key, options: NO_OPTIONS, state };
  return [...separate, withMeaning(early)];
}

const NO_OPTIONS: ReadonlyMap<string, Value> = new Map();

function renamed(
  parts: readonly Part[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, Value> {
  return new Map(parts.map(({ name, value }) => [names.get(name) ?? name, value]));
}
