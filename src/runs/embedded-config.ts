import { configOf, isConfig } from '../model/omegaconf.ts';
import { isKind, type Opaque, type Value } from '../model/value.ts';

/** Configurations are not nested as deep; a parent that is its own ancestor is hostile. */
const DEEPEST = 100;

/**
 * The whole configuration that a part of it drags along: OmegaConf’s nodes know the node they stand in,
 * and pickling one pickles all. `undefined` where it is the whole itself, or no configuration.
 */
export function embeddedConfig(value: Value): Value | undefined {
  if (!isKind(value, 'opaque') || !isConfig(value)) return undefined;
  let node: Opaque = value;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const parent = parentOf(node);
    if (parent === undefined) return node === value ? undefined : configOf(node);
    node = parent;
  }
  return undefined;
}

function parentOf({ state }: Opaque): Opaque | undefined {
  const attributes = isKind(state, 'mapping') ? state.entries : undefined;
  // The name of OmegaConf 1.4.
  const parent = attributes?.get('_parent') ?? attributes?.get('parent');
  return isKind(parent, 'opaque') && isConfig(parent) ? parent : undefined;
}
