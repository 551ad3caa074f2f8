import { className } from '../../model/known-objects.ts';
import { isConfig } from '../../model/omegaconf.ts';
import { isKind, type Value } from '../../model/value.ts';
import type { Hyperparameters } from '../training-state.ts';
import { itemsOf, namedEntries } from './entries.ts';

/** Hyperparameters in whatever container they were saved; those of a list have their indices. */
export function readHyperparameters(
  value: Value,
  path: string,
  of: Hyperparameters['of'],
  recordedAs?: string | null,
): Hyperparameters {
  const facts = { path, of, container: containerOf(value), entries: plainEntries(value) };
  return recordedAs === undefined ? facts : { ...facts, recordedAs };
}

function plainEntries(value: Value): ReadonlyMap<string, Value> {
  const items = itemsOf(value);
  if (items.length > 0) return new Map(items.map((item, index) => [String(index), item]));
  const entries = namedEntries(value);
  // A model of pydantic says beside its fields which of them were set.
  const fields = entries.get('__dict__');
  return entries.has('__pydantic_fields_set__') || entries.has('__fields_set__')
    ? namedEntries(fields)
    : entries;
}

/** The class, in full. */
function containerOf(value: Value): string {
  if (isKind(value, 'mapping')) return value.type;
  if (isKind(value, 'opaque')) return isConfig(value) ? value.type : className(value);
  if (typeof value === 'object') return value === null ? 'None' : value.kind;
  if (typeof value === 'string') return 'str';
  return typeof value === 'boolean' ? 'bool' : 'int';
}
