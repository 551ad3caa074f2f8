import type { Checkpoint } from '../../model/checkpoint.ts';
import { valueAt } from '../../model/path.ts';
import { isKind, type Value } from '../../model/value.ts';
import { PathError } from '../inspect.ts';

/**
 * The part of a checkpoint at `path`. Where that is no value but the beginning of names, as `encoder`
 * in a state dict, it is the entries whose names begin so. Throws a `PathError`.
 */
export function partAt({ root, extras }: Checkpoint, path: string): Value {
  const found = valueAt(root, path);
  if ('value' in found) return found.value;
  const extra = extras.get(path);
  if (extra !== undefined) return extra;
  const { reached } = found.deadEnd;
  const above = valueAt(root, reached);
  const beginning = `${path.slice(reached.length).replace(/^\./, '')}.`;
  const part = 'value' in above ? entriesBelow(above.value, beginning) : undefined;
  if (part === undefined) throw new PathError(found.deadEnd);
  return part;
}

function entriesBelow(value: Value, beginning: string): Value | undefined {
  if (!isKind(value, 'mapping')) return undefined;
  const entries = new Map<Value, Value>();
  for (const [key, item] of value.entries) {
    if (typeof key === 'string' && key.startsWith(beginning)) {
      entries.set(key.slice(beginning.length), item);
    }
  }
  return entries.size === 0 ? undefined : { kind: 'mapping', type: value.type, entries };
}
