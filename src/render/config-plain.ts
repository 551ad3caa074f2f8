/** Hyperparameters as a configuration that a training script could read back. */
import { filePath } from '../model/known-objects.ts';
import { configOf } from '../model/omegaconf.ts';
import { Repeats } from '../model/repeats.ts';
import { scalarText } from '../model/scalar-text.ts';
import { isKind, type Value } from '../model/value.ts';
import type { Plain } from './plain-tree.ts';

export interface PlainConfig {
  readonly config: Plain;
  /** Where something stands that no configuration can hold: there its class is named. */
  readonly objects: readonly { readonly path: string; readonly type: string }[];
}

/** Tuples and sets become lists, paths text, numpy’s numbers numbers. `file` is for errors. */
export function plainConfig(entries: ReadonlyMap<string, Value>, file: string): PlainConfig {
  const writer = new ConfigWriter(file);
  const config = new Map(Array.from(entries, ([key, value]) => [key, writer.of(value, key)]));
  return { config, objects: writer.objects };
}

class ConfigWriter {
  readonly objects: { readonly path: string; readonly type: string }[] = [];
  readonly #repeats: Repeats;
  readonly #around = new Set<Value>();

  constructor(file: string) {
    this.#repeats = new Repeats(file);
  }

  of(value: Value, path: string): Plain {
    if (typeof value === 'string') this.#repeats.characters(value.length);
    if (typeof value !== 'object' || value === null || value.kind === 'float') return value;
    this.#repeats.count(value);
    if (this.#around.has(value)) return this.#object(value, path);
    this.#around.add(value);
    const plain = this.#inside(value, path);
    this.#around.delete(value);
    return plain;
  }

  #inside(value: Exclude<Value, null | boolean | number | bigint | string>, path: string): Plain {
    switch (value.kind) {
      case 'list':
      case 'tuple':
      case 'size':
      case 'set':
      case 'frozenset':
        return value.items.map((item, index) => this.of(item, `${path}[${index}]`));
      case 'mapping':
        return new Map(
          Array.from(value.entries, ([key, item]) => {
            const name = typeof key === 'string' ? key : scalarText(key);
            return [name, this.of(item, `${path}.${name}`)];
          }),
        );
      case 'numpy_scalar':
        return this.of(value.value, path);
      case 'opaque': {
        const config = configOf(value);
        return config === undefined
          ? (filePath(value) ?? this.#object(value, path))
          : this.#inside(config, path);
      }
      case 'dtype':
        return scalarText(value);
      case 'global':
      case 'device':
        return value.name;
      default:
        return this.#object(value, path);
    }
  }

  #object(value: Value, path: string): string {
    const type = isKind(value, 'opaque') ? value.type : scalarText(value);
    this.objects.push({ path, type });
    return `<${type}>`;
  }
}
