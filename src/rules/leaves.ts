/** Nested settings as their leaves, so that two sources can be compared key by key. */
import { entriesOf, itemsOf, nameOf } from '../frameworks/common/entries.ts';
import { isKind, type Value } from '../model/value.ts';

/** Settings are not nested as deep; a container that holds itself is hostile. */
const DEEPEST = 8;
/** More than anybody sets. */
const MOST = 4096;

export interface Leaf {
  readonly keys: readonly string[];
  readonly value: Value;
}

/** The leaves by their keys with dots; a list is one leaf. Private keys, as `_target_`, are left out. */
export function leavesOf(entries: Iterable<readonly [Value, Value]>): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collect(entries, [], leaves);
  return leaves;
}

function collect(
  entries: Iterable<readonly [Value, Value]>,
  above: readonly string[],
  leaves: Map<string, Leaf>,
): void {
  for (const [key, value] of entries) {
    const name = nameOf(key);
    if (name === undefined || name.startsWith('_') || leaves.size >= MOST) continue;
    const keys = [...above, name];
    const below = isSettings(value) && keys.length < DEEPEST ? entriesOf(value) : undefined;
    if (below !== undefined && below.size > 0) collect(below, keys, leaves);
    else leaves.set(keys.join('.'), { keys, value });
  }
}

/** A dict or a configuration; the attributes of other objects are no settings. */
function isSettings(value: Value): boolean {
  if (isKind(value, 'mapping')) return true;
  return isKind(value, 'opaque') && itemsOf(value).length === 0;
}
