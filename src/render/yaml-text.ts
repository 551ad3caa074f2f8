/** The only file that knows the yaml library. */
import {
  type CreateNodeOptions,
  Document,
  type DocumentOptions,
  Scalar,
  type ScalarTag,
  type SchemaOptions,
  type Tags,
} from 'yaml';
import { LimitError } from '../errors.ts';
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

/** A Map is a mapping, not the ordered list of pairs that YAML 1.1 makes of it, and merges nothing. */
function isUnwanted(tag: Tags[number]): boolean {
  return typeof tag === 'object' && /:(?:omap|merge)$/.test(tag.tag);
}

const OPTIONS: DocumentOptions & SchemaOptions & CreateNodeOptions = {
  version: '1.1',
  customTags: (tags) => [FLOAT_TAG, ...tags.filter((tag) => !isUnwanted(tag))],
  aliasDuplicateObjects: false,
};

/** Deeper, the library would run out of stack, and a reader out of patience. */
const MOST_LEVELS = 200;

/** Plain data as a YAML document. Throws a `LimitError` where it nests deeper than makes sense. */
export function yamlText(plain: Plain): string {
  if (isDeeper(plain, MOST_LEVELS)) {
    const file = plain instanceof Map ? String(plain.get('file') ?? '') : '';
    const finding = `values nest more than ${MOST_LEVELS} deep, too deep for YAML`;
    throw new LimitError(finding, { file }, { kind: 'yaml-depth' });
  }
  // What is active was put in double quotes; of that the library escapes only a part.
  const text = new Document(yamlData(plain), OPTIONS).toString({ lineWidth: 0 });
  return text.replace(ACTIVE_ANYWHERE, escapeCharacter);
}

function isDeeper(plain: Plain, levels: number): boolean {
  if (!Array.isArray(plain) && !(plain instanceof Map)) return false;
  if (levels === 0) return true;
  for (const inside of plain.values()) if (isDeeper(inside, levels - 1)) return true;
  return false;
}

function yamlData(plain: Plain): unknown {
  if (typeof plain === 'string') return yamlString(plain);
  if (plain === null || typeof plain !== 'object') return plain;
  if (Array.isArray(plain)) return plain.map(yamlData);
  if (plain instanceof Map) {
    return new Map(Array.from(plain, ([key, value]) => [yamlString(key), yamlData(value)]));
  }
  return new YamlFloat(plain.value);
}

/** All that could act on a terminal or pass for other text; line ends are what they seem. */
const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const ACTIVE_ANYWHERE = new RegExp(ACTIVE, 'gu');
/** A merge key, a number of YAML 1.2, and what PyYAML stumbles over. */
const OTHERWISE_READ = /^(?:<<|[-+]?0o[0-7]+|=)$/;

function yamlString(text: string): string | Scalar<string> {
  if (!ACTIVE.test(text) && !OTHERWISE_READ.test(text)) return text;
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

function escapeCharacter(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
