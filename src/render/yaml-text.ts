/** The only file that knows the yaml library. */
import {
  type CreateNodeOptions,
  Document,
  type DocumentOptions,
  type ScalarTag,
  type SchemaOptions,
  type Tags,
} from 'yaml';
import { pythonFloatRepr } from '../model/python-repr.ts';
import type { Plain } from './plain-tree.ts';

/** A float that YAML 1.1 readers, PyYAML among them, take for one: they want a point before the e. */
class YamlFloat {
  readonly text: string;

  constructor(value: number) {
    const text = pythonFloatRepr(value);
    if (Number.isFinite(value)) this.text = text.replace(/^(-?\d+)e/, '$1.0e');
    else this.text = text.replace(/^(-?)(.*)$/, '$1.$2');
  }
}

const FLOAT_TAG: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof YamlFloat,
  resolve: (text) => text,
  stringify: ({ value }) => (value as YamlFloat).text,
};

function isOrderedMap(tag: Tags[number]): boolean {
  return typeof tag === 'object' && tag.tag.endsWith(':omap');
}

const OPTIONS: DocumentOptions & SchemaOptions & CreateNodeOptions = {
  version: '1.1',
  // A Map is a mapping, not the ordered list of pairs that YAML 1.1 makes of it.
  customTags: (tags) => [FLOAT_TAG, ...tags.filter((tag) => !isOrderedMap(tag))],
  aliasDuplicateObjects: false,
};

/** Plain data as a YAML document. */
export function yamlText(plain: Plain): string {
  return new Document(yamlData(plain), OPTIONS).toString({ lineWidth: 0 });
}

function yamlData(plain: Plain): unknown {
  if (plain === null || typeof plain !== 'object') return plain;
  if (Array.isArray(plain)) return plain.map(yamlData);
  if (plain instanceof Map) {
    return new Map(Array.from(plain, ([key, value]) => [key, yamlData(value)]));
  }
  return new YamlFloat(plain.value);
}
