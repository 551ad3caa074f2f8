/** Configurations of OmegaConf as a pickle has them. */
import type { Mapping, Opaque, Value } from '../../src/model/value.ts';
import { mapping, opaque } from './values.ts';

const DICT = 'omegaconf.dictconfig.DictConfig';

/** A configuration that is no part of another. */
export function wholeConfig(entries: Readonly<Record<string, Value>>): Opaque {
  return configOf(new Map(Object.entries(entries)), null);
}

/** The part `model` of a configuration that has `others` beside it. */
export function partOfConfig(
  entries: Readonly<Record<string, Value>>,
  others: Readonly<Record<string, Value>>,
): Opaque {
  const content = new Map<Value, Value>(Object.entries(others));
  const part = configOf(new Map(Object.entries(entries)), configOf(content, null));
  content.set('model', part);
  return part;
}

function configOf(content: Map<Value, Value>, parent: Value): Opaque {
  const contentValue: Mapping = { kind: 'mapping', type: 'dict', entries: content };
  const state = mapping(['_metadata', null], ['_parent', parent], ['_content', contentValue]);
  return opaque(DICT, { state });
}
