/** Merge keys as PyYAML takes them: https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/constructor.py */
import type { YamlDocument, YamlMapping, YamlNode, YamlPair } from '../decoders/yaml-node.ts';
import { MalformedError } from '../errors.ts';
import { checkLimit, type Limits } from '../limits.ts';
import { YAML_TAG } from './config-scalars.ts';

export class MergeKeys {
  readonly #document: YamlDocument;
  readonly #limits: Limits;
  /** `undefined` while one is being worked out. */
  readonly #merged = new Map<YamlMapping, readonly YamlPair[] | undefined>();
  #count = 0;

  constructor(document: YamlDocument, limits: Limits) {
    this.#document = document;
    this.#limits = limits;
  }

  /** The pairs of a mapping, what it merges first; where keys repeat, the last one counts. */
  pairs(mapping: YamlMapping): readonly YamlPair[] {
    if (!mapping.pairs.some(isMerge)) return mapping.pairs;
    const known = this.#merged.get(mapping);
    if (known !== undefined) return known;
    if (this.#merged.has(mapping)) throw this.#malformed('a mapping merges itself', mapping);
    this.#merged.set(mapping, undefined);
    const merged = mapping.pairs.filter(isMerge).flatMap(([, value]) => this.#sources(value));
    const own = mapping.pairs.filter((pair) => !isMerge(pair));
    const pairs = [...merged.flatMap((source) => this.pairs(source)), ...own];
    this.#count += pairs.length;
    const place = this.#document.placeOf(mapping);
    checkLimit(this.#limits, 'configValues', this.#count, 'values in merged mappings', place);
    this.#merged.set(mapping, pairs);
    return pairs;
  }

  /** Of a list of mappings the first wins, so it comes last. */
  #sources(value: YamlNode): readonly YamlMapping[] {
    const sources = value.kind === 'sequence' ? [...value.items].reverse() : [value];
    return sources.map((source) => {
      if (source.kind === 'mapping') return source;
      throw this.#malformed('what is merged here is no mapping', source);
    });
  }

  #malformed(finding: string, node: YamlNode): MalformedError {
    return new MalformedError(finding, this.#document.placeOf(node), { kind: 'yaml/merge' });
  }
}

export function isMerge([key]: YamlPair): boolean {
  if (key.tag !== undefined) return key.tag === `${YAML_TAG}merge`;
  return key.kind === 'scalar' && key.isPlain && key.text === '<<';
}
