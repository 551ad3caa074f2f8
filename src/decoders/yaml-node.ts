import type { Place } from '../errors.ts';

/** YAML as it stands in the file: no scalar has a type yet, and an alias is the node it stands for. */
export interface YamlDocument {
  /** `undefined` where there is nothing but comments. */
  readonly root: YamlNode | undefined;
  placeOf(node: YamlNode): Place;
}

export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

interface YamlPart {
  /** In full, where the file gives one: `tag:yaml.org,2002:python/tuple`, `!mine`. */
  readonly tag: string | undefined;
  /** Where it begins, in characters of the text. */
  readonly index: number;
}

export interface YamlScalar extends YamlPart {
  readonly kind: 'scalar';
  readonly text: string;
  /** Without quotes: what it looks like decides what it is. */
  readonly isPlain: boolean;
}

export interface YamlSequence extends YamlPart {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

/** Keys may be any nodes and may repeat. */
export interface YamlMapping extends YamlPart {
  readonly kind: 'mapping';
  readonly pairs: readonly YamlPair[];
}

export type YamlPair = readonly [key: YamlNode, value: YamlNode];
