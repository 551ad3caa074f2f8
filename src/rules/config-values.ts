import { entriesOf, entry } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import type { Subject } from './subject.ts';

interface ConfiguredValue {
  /** As it is spelled there: `training.amp`. */
  readonly key: string;
  readonly value: Value;
  /** The file, or the path in the checkpoint. */
  readonly where: string;
}

/** The first of `keys` that is configured: inside the checkpoint, then near it. */
export function configured(
  { training, configs = [] }: Pick<Subject, 'training' | 'configs'>,
  keys: readonly string[],
): ConfiguredValue | undefined {
  const inside = (training?.hyperparameters ?? []).map(({ path, entries }) => ({
    where: path,
    find: (key: string) => inEntries(entries, key),
  }));
  const near = configs.map(({ path, value }) => ({
    where: path,
    find: (key: string) => inEntries(entriesOf(value), key),
  }));
  for (const { where, find } of [...inside, ...near]) {
    for (const key of keys) {
      const value = find(key);
      if (value !== undefined && value !== null) return { key, value, where };
    }
  }
  return undefined;
}

function inEntries(entries: ReadonlyMap<Value, Value>, key: string): Value | undefined {
  const [first = '', ...rest] = key.split('.');
  return rest.reduce<Value | undefined>((value, step) => entry(value, step), entries.get(first));
}
