/**
 * Configurations in YAML as Python’s readers load them, except that nothing is made or called: what has
 * a tag of a class is an opaque value with its parts, like an object in a pickle.
 */
import { decodeYaml } from '../decoders/yaml.ts';
import type {
  YamlDocument,
  YamlMapping,
  YamlNode,
  YamlPair,
  YamlSequence,
} from '../decoders/yaml-node.ts';
import { MalformedError } from '../errors.ts';
import { mappingEntries } from '../formats/python/mapping.ts';
import type { Limits } from '../limits.ts';
import type { Mapping, Opaque, Sequence, Value } from '../model/value.ts';
import { isMerge, MergeKeys } from './config-merge.ts';
import { dictPairs, type ObjectParts, objectParts } from './config-objects.ts';
import { scalarValue, typeOfTag, YAML_TAG, type YamlDialect } from './config-scalars.ts';

export interface ConfigYamlOptions {
  /** What a message calls it. */
  readonly file: string;
  readonly limits: Limits;
  readonly dialect: YamlDialect;
}

/**
 * The value of the one document of `text`; `null` where there is none. Interpolations and `???` are
 * text. Throws a `MalformedError` where the reader of the dialect would refuse more than a tag, and a
 * `LimitError`.
 */
export function decodeConfigYaml(text: string, options: ConfigYamlOptions): Value {
  const document = decodeYaml(text, options.file, options.limits);
  if (document.root === undefined) return null;
  return new Construction(document, options).value(document.root);
}

const SEQUENCES: ReadonlyMap<string, Sequence['kind']> = new Map([
  [`${YAML_TAG}seq`, 'list'],
  [`${YAML_TAG}python/list`, 'list'],
  [`${YAML_TAG}python/tuple`, 'tuple'],
]);
const PAIRED: ReadonlySet<string> = new Set([`${YAML_TAG}omap`, `${YAML_TAG}pairs`]);
const DICTS: ReadonlySet<string> = new Set([`${YAML_TAG}map`, `${YAML_TAG}python/dict`]);
const SET = `${YAML_TAG}set`;

/** Every container is known before what is inside it, so that aliases to it come out as itself. */
class Construction {
  readonly #document: YamlDocument;
  readonly #dialect: YamlDialect;
  readonly #merging: MergeKeys;
  readonly #values = new Map<YamlNode, Value>();

  constructor(document: YamlDocument, { dialect, limits }: ConfigYamlOptions) {
    this.#document = document;
    this.#dialect = dialect;
    this.#merging = new MergeKeys(document, limits);
  }

  value(node: YamlNode): Value {
    const known = this.#values.get(node);
    if (known !== undefined) return known;
    if (node.kind === 'scalar') return this.#keep(node, scalarValue(node, this.#dialect));
    return node.kind === 'sequence' ? this.#sequence(node) : this.#mapping(node);
  }

  #keep<Kept extends Value>(node: YamlNode, value: Kept): Kept {
    this.#values.set(node, value);
    return value;
  }

  #sequence(node: YamlSequence): Value {
    const { tag, items } = node;
    if (tag === undefined) return this.#items(node, 'list', items);
    const kind = SEQUENCES.get(tag);
    if (kind !== undefined) return this.#items(node, kind, items);
    if (PAIRED.has(tag)) return this.#paired(node);
    return this.#object(node, tag);
  }

  #mapping(node: YamlMapping): Value {
    const { tag } = node;
    if (tag === undefined || DICTS.has(tag)) return this.#dict(node, 'dict', this.#pairs(node));
    if (tag !== SET) return this.#object(node, tag);
    return this.#set(node);
  }

  #items(node: YamlNode, kind: Sequence['kind'], nodes: readonly YamlNode[]): Sequence {
    const items: Value[] = [];
    const sequence = this.#keep(node, { kind, items });
    for (const item of nodes) items.push(this.value(item));
    return sequence;
  }

  #set(node: YamlMapping): Sequence {
    const entries = new Map<Value, Value>();
    this.#enter(entries, this.#pairs(node));
    return this.#keep(node, { kind: 'set', items: [...entries.keys()] });
  }

  /** An item of `!!omap` is a mapping of one pair, and stands for a tuple. */
  #paired(node: YamlSequence): Sequence {
    const items: Value[] = [];
    const sequence = this.#keep<Sequence>(node, { kind: 'list', items });
    for (const item of node.items) {
      const [pair, ...more] = item.kind === 'mapping' ? item.pairs : [];
      if (pair === undefined || more.length > 0) items.push(this.value(item));
      else items.push({ kind: 'tuple', items: pair.map((part) => this.value(part)) });
    }
    return sequence;
  }

  #dict(node: YamlNode, type: string, pairs: readonly YamlPair[]): Mapping {
    const entries = new Map<Value, Value>();
    const mapping = this.#keep<Mapping>(node, { kind: 'mapping', type, entries });
    this.#enter(entries, pairs);
    return mapping;
  }

  #enter(entries: Map<Value, Value>, pairs: readonly YamlPair[]): void {
    const keys = pairs.map(([key]) => this.#key(key));
    const values = pairs.map(([, value]) => this.value(value));
    mappingEntries(entries, keys, values);
  }

  #object(node: YamlSequence | YamlMapping, tag: string): Value {
    const type = typeOfTag(tag);
    const parts = objectParts(node, tag, node.kind === 'mapping' ? this.#pairs(node) : []);
    const pairs = dictPairs(type, parts);
    if (pairs !== undefined) return this.#dict(node, type, pairs);
    const object = this.#keep<ObjectDraft>(node, { kind: 'opaque', type });
    this.#fill(object, parts);
    return object;
  }

  #fill(object: ObjectDraft, parts: ObjectParts): void {
    const { args, kwargs, attributes, state, items, elements } = parts;
    if (args !== undefined) object.args = args.map((argument) => this.value(argument));
    if (kwargs !== undefined) {
      object.kwargs = new Map(kwargs.map(([key, value]) => [textOf(key), this.value(value)]));
    }
    if (attributes !== undefined) {
      const entries = new Map<Value, Value>();
      object.state = { kind: 'mapping', type: 'dict', entries };
      this.#enter(entries, attributes);
    } else if (state !== undefined) object.state = this.value(state);
    if (items !== undefined) {
      object.items = items.map(([key, value]) => [this.#key(key), this.value(value)]);
    }
    if (elements !== undefined) object.elements = elements.map((element) => this.value(element));
  }

  #pairs(node: YamlMapping): readonly YamlPair[] {
    if (this.#dialect === 'omegaconf') this.#refuseRepeated(node);
    return this.#merging.pairs(node);
  }

  /** OmegaConf’s reader looks at text only, and before anything is merged. */
  #refuseRepeated(node: YamlMapping): void {
    const seen = new Set<string>();
    for (const pair of node.pairs) {
      const [key] = pair;
      if (key.kind !== 'scalar' || isMerge(pair)) continue;
      if (typeof this.value(key) !== 'string') continue;
      if (seen.has(key.text)) {
        throw new MalformedError('a key stands twice in a mapping', this.#document.placeOf(key), {
          kind: 'yaml/repeated-key',
          data: { key: key.text },
        });
      }
      seen.add(key.text);
    }
  }

  #key(node: YamlNode): Value {
    const key = this.value(node);
    if (isHashable(key)) return key;
    const finding = 'a list or a mapping stands where a key is wanted';
    throw new MalformedError(finding, this.#document.placeOf(node), { kind: 'yaml/key' });
  }
}

type ObjectDraft = { -readonly [Part in keyof Opaque]: Opaque[Part] };

function textOf(key: YamlNode): string {
  return key.kind === 'scalar' ? key.text : '';
}

function isHashable(key: Value): boolean {
  if (typeof key !== 'object' || key === null) return true;
  if (key.kind === 'tuple') return key.items.every(isHashable);
  return key.kind !== 'list' && key.kind !== 'mapping' && key.kind !== 'set';
}
