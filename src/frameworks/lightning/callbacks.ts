import { isKind, type Value } from '../../model/value.ts';
import { entriesOf, namedEntries, partsOf } from '../common/entries.ts';
import type { CallbackState, Part } from '../training-state.ts';
import { readCallbackKey } from './callback-key.ts';
import { withMeaning } from './callback-meaning.ts';
import { readOldCallbacks } from './old-callbacks.ts';
import type { TopLevel } from './top-level.ts';

/** The states of callbacks, those that older versions kept at the top level too. */
export function readCallbacks(top: TopLevel): readonly CallbackState[] {
  const all = top.take('callbacks', isDict);
  const callbacks = all === undefined ? [] : callbacksIn(all, top);
  return [...callbacks, ...readOldCallbacks(top)];
}

function callbacksIn(all: Part, top: TopLevel): CallbackState[] {
  const keys = [...entriesOf(all.value).keys()];
  return partsOf(all.value, all.path).map((part, index) => {
    if (!isNamed(part.value)) top.keep(part);
    const { path, value } = part;
    const key = readCallbackKey(keys[index] ?? part.name);
    return withMeaning({ path, ...key, state: namedEntries(value) });
  });
}

/** Whether a state is wholly what its named entries are: a callback may return anything. */
function isNamed(state: Value): boolean {
  return isDict(state) && namedEntries(state).size === entriesOf(state).size;
}

function isDict(value: Value): boolean {
  return isKind(value, 'mapping');
}
