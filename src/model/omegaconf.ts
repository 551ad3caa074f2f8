/**
 * OmegaConf’s containers as plain configuration. In a pickle each is an object whose state has
 * `_content` (nodes), `_metadata` and `_parent`; a leaf has `_val`.
 * https://github.com/omry/omegaconf/blob/v2.3.0/omegaconf/basecontainer.py
 */
import type { Mapping, Opaque, Sequence, Value } from './value.ts';

const CONTAINERS: ReadonlySet<string> = new Set([
  'omegaconf.dictconfig.DictConfig',
  'omegaconf.listconfig.ListConfig',
]);
const LEAF = /^omegaconf\.nodes\.\w+Node$/;

/** Whether an object is one of OmegaConf’s containers, with or without plain content. */
export function isConfig(value: Opaque): boolean {
  return CONTAINERS.has(value.type);
}

const CONFIGS = new WeakMap<Opaque, Mapping | Sequence>();

/**
 * The plain dict or list of a DictConfig or ListConfig: interpolations (`${…}`) and missing values
 * (`???`) stay as they were written. `undefined` for any other object, and for a container that is
 * itself an interpolation, missing or None.
 */
export function configOf(value: Opaque): Mapping | Sequence | undefined {
  if (!CONTAINERS.has(value.type)) return undefined;
  const known = CONFIGS.get(value);
  if (known !== undefined) return known;
  const content = stateOf(value, '_content', 'content');
  if (typeof content !== 'object' || content === null) return undefined;
  if (content.kind === 'mapping') {
    const entries = new Map<Value, Value>();
    const config: Mapping = { kind: 'mapping', type: 'dict', entries };
    CONFIGS.set(value, config);
    for (const [key, node] of content.entries) entries.set(key, plainNode(node));
    return config;
  }
  if (content.kind !== 'list') return undefined;
  const items: Value[] = [];
  const config: Sequence = { kind: 'list', items };
  CONFIGS.set(value, config);
  for (const node of content.items) items.push(plainNode(node));
  return config;
}

/** What a node holds; a node of another class, and a union that holds itself, stay as they are. */
function plainNode(node: Value, unions: readonly Value[] = []): Value {
  if (typeof node !== 'object' || node?.kind !== 'opaque') return node;
  if (LEAF.test(node.type)) return stateOf(node, '_val') ?? null;
  if (node.type === 'omegaconf.base.UnionNode') {
    if (unions.includes(node)) return node;
    return plainNode(stateOf(node, '_content') ?? null, [...unions, node]);
  }
  if (!CONTAINERS.has(node.type)) return node;
  return configOf(node) ?? stateOf(node, '_content', 'content') ?? null;
}

/** An attribute under its name, or under the one that OmegaConf 1.4 gave it. */
function stateOf({ state }: Opaque, name: string, oldName = name): Value | undefined {
  if (typeof state !== 'object' || state?.kind !== 'mapping') return undefined;
  return state.entries.has(name) ? state.entries.get(name) : state.entries.get(oldName);
}
