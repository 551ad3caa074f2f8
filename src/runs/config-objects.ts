/**
 * How PyYAML spells objects, taken apart:
 * https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/representer.py
 */
import type { YamlMapping, YamlNode, YamlPair, YamlSequence } from '../decoders/yaml-node.ts';
import { YAML_TAG } from './config-scalars.ts';

/** The parts of an opaque value, as nodes. */
export interface ObjectParts {
  readonly args?: readonly YamlNode[];
  readonly kwargs?: readonly YamlPair[];
  /** A state that is a dict of names, or any other. */
  readonly attributes?: readonly YamlPair[];
  readonly state?: YamlNode;
  readonly items?: readonly YamlPair[];
  readonly elements?: readonly YamlNode[];
}

/** `pairs` are those of a mapping, merged. What is not spelled as PyYAML does keeps its items. */
export function objectParts(
  node: YamlSequence | YamlMapping,
  tag: string,
  pairs: readonly YamlPair[],
): ObjectParts {
  const isCall = /^python\/object\/(?:new|apply):/.test(tag.slice(YAML_TAG.length));
  if (node.kind === 'sequence') return isCall ? { args: node.items } : { elements: node.items };
  if (tag.startsWith(`${YAML_TAG}python/object:`)) return { attributes: pairs };
  return (isCall ? callParts(pairs) : undefined) ?? { items: pairs };
}

/** `args`, `kwds`, `state`, `listitems` and `dictitems`, whichever there are. */
function callParts(pairs: readonly YamlPair[]): ObjectParts | undefined {
  let parts: ObjectParts = {};
  for (const [key, value] of pairs) {
    const part = key.kind === 'scalar' ? callPart(key.text, value) : undefined;
    if (part === undefined) return undefined;
    parts = { ...parts, ...part };
  }
  return parts;
}

function callPart(name: string, value: YamlNode): ObjectParts | undefined {
  const isSequence = value.kind === 'sequence';
  const isMapping = value.kind === 'mapping';
  if (name === 'args' && isSequence) return { args: value.items };
  if (name === 'listitems' && isSequence) return { elements: value.items };
  if (name === 'dictitems' && isMapping) return { items: value.pairs };
  if (name === 'state') return { state: value };
  const isNamed = isMapping && value.pairs.every(([key]) => key.kind === 'scalar');
  return name === 'kwds' && isNamed ? { kwargs: value.pairs } : undefined;
}

/** The entries of an object of Python’s own dict classes; `undefined` for any other. */
export function dictPairs(type: string, parts: ObjectParts): readonly YamlPair[] | undefined {
  const { args = [], items = [], ...others } = parts;
  if (Object.keys(others).length > 0 || args.length > 1) return undefined;
  const [argument] = args;
  if (type === 'collections.defaultdict') return items;
  if (type !== 'collections.OrderedDict' && type !== 'collections.Counter') return undefined;
  const given = argument === undefined ? [] : givenPairs(argument);
  return given === undefined ? undefined : [...given, ...items];
}

/** What `dict` would take: a mapping, or a list of pairs. */
function givenPairs(argument: YamlNode): readonly YamlPair[] | undefined {
  if (argument.tag !== undefined || argument.kind === 'scalar') return undefined;
  if (argument.kind === 'mapping') return argument.pairs;
  const pairs: YamlPair[] = [];
  for (const item of argument.items) {
    const [key, value, ...more] = item.kind === 'sequence' ? item.items : [];
    if (key === undefined || value === undefined || more.length > 0) return undefined;
    pairs.push([key, value]);
  }
  return pairs;
}
