/** Callbacks and the trainer of Lightning, as configurations of Hydra and of LightningCLI make them. */
import { entriesOf, itemsOf, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import type { Subject } from './subject.ts';

export interface ConfiguredObject {
  /** The configuration, as findings name it. */
  readonly file: string;
  /** In the configuration: `trainer.callbacks[0].init_args`. */
  readonly path: string;
  readonly options: ReadonlyMap<Value, Value>;
  /** The trainer’s, of the same configuration. */
  readonly trainer: ReadonlyMap<Value, Value>;
}

const NO_OPTIONS: ReadonlyMap<Value, Value> = new Map();

/** Objects of this class near the subject, by `_target_` or `class_path`. */
export function configuredObjects(
  { configs = [], run, file }: Subject,
  className: string,
): readonly ConfiguredObject[] {
  // Inside a checkpoint stands what was trained with: the same again.
  const files = configs.filter(({ path }) => /\.ya?ml$/i.test(path));
  return files.flatMap(({ path: config, value }) => {
    const all = value === undefined ? [] : [...objectsIn(value, '', new Set())];
    const top = entriesOf(value);
    const trainer =
      all.find(({ type }) => type === 'Trainer')?.options ?? entriesOf(top.get('trainer'));
    return all
      .filter(({ type }) => type === className)
      .map(({ path, options }) => ({
        file: run === undefined ? file : `${file}/${config}`,
        path,
        options,
        trainer: trainer.size > 0 ? trainer : NO_OPTIONS,
      }));
  });
}

interface FoundObject {
  readonly type: string;
  readonly path: string;
  readonly options: ReadonlyMap<Value, Value>;
}

/** Anchors of YAML may stand for one value in many places, or in itself: it is looked at once. */
function* objectsIn(value: Value, path: string, seen: Set<Value>): Generator<FoundObject> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  const entries = entriesOf(value);
  const target = textOf(entries.get('_target_'));
  const classPath = textOf(entries.get('class_path'));
  if (target !== undefined) yield { type: lastName(target), path, options: entries };
  else if (classPath !== undefined) {
    const options = entriesOf(entries.get('init_args'));
    yield { type: lastName(classPath), path: joined(path, 'init_args'), options };
  }
  for (const [key, inner] of entries) {
    if (typeof key === 'string') yield* objectsIn(inner, joined(path, key), seen);
  }
  for (const [index, inner] of itemsOf(value).entries()) {
    yield* objectsIn(inner, `${path}[${index}]`, seen);
  }
}

function lastName(name: string): string {
  return name.split('.').at(-1) ?? name;
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
