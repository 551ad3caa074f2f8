/**
 * Weights from a pickled `torch.nn.Module`, named as its `state_dict()` names them: a module’s own
 * parameters and buffers, then those of its submodules.
 * https://github.com/pytorch/pytorch/blob/v2.9.0/torch/nn/modules/module.py
 */
import { isModule } from '../../model/known-objects.ts';
import { isKind, type Mapping, type Opaque, type Value } from '../../model/value.ts';
import { childrenOf } from '../../model/walk.ts';
import { childPath, entry, isTensor, partsOf } from '../common/entries.ts';
import { readWeights } from '../common/weights.ts';
import type { Part, WeightSet } from '../training-state.ts';

/** The weights that a state dict or a whole module holds. */
export function readAnyWeights(part: Part, role: WeightSet['role']): WeightSet {
  const { value, path } = part;
  if (isKind(value, 'opaque') && isModule(value)) return readModule(value, path, role);
  return readWeights(value, path, role);
}

function readModule(module: Opaque, path: string, role: WeightSet['role']): WeightSet {
  const walk = new ModuleWalk();
  walk.visit(module, path, '');
  const entries = new Map<Value, Value>();
  for (const [name, { value }] of walk.named) entries.set(name, value);
  const stateDict: Mapping = { kind: 'mapping', type: 'dict', entries };
  const weights = readWeights(stateDict, path, role);
  return {
    ...weights,
    tensors: weights.tensors.map((tensor) => ({
      ...tensor,
      path: walk.named.get(tensor.name)?.path ?? tensor.path,
    })),
    others: walk.others(),
  };
}

/** Modules that are shared have all their names, as long as these are no more than a model has. */
const MOST_REPEATS = 10_000;

class ModuleWalk {
  readonly named = new Map<string, Part>();
  readonly #transient: Part[] = [];
  /** The attributes of each module. */
  readonly #modules = new Map<Value, Part>();
  readonly #around = new Set<Value>();
  #repeats = 0;

  visit(module: Opaque, path: string, name: string): void {
    const isShared = this.#modules.has(module);
    if (isShared) this.#repeats += 1;
    if (this.#around.has(module) || (isShared && this.#repeats > MOST_REPEATS)) return;
    const { state = null } = module;
    if (!isShared) this.#modules.set(module, { path, name, value: state });
    this.#around.add(module);
    const named = (own: string) => (name === '' ? own : `${name}.${own}`);
    const partsIn = (attribute: string) =>
      partsOf(entry(state, attribute) ?? null, childPath(path, attribute));
    const transient = namesIn(entry(state, '_non_persistent_buffers_set'));
    for (const part of [...partsIn('_parameters'), ...partsIn('_buffers')]) {
      if (transient.has(part.name)) this.#transient.push(part);
      else if (isTensor(part.value)) this.named.set(named(part.name), part);
    }
    for (const part of partsIn('_modules')) {
      const { value } = part;
      if (isKind(value, 'opaque') && isModule(value))
        this.visit(value, part.path, named(part.name));
    }
    this.#around.delete(module);
  }

  /** What holds tensors beside those of a state dict: transient buffers, attributes of modules. */
  others(): Part[] {
    const seen = new Set<Value>(this.#modules.keys());
    for (const { value } of this.named.values()) seen.add(value);
    const others = this.#transient.filter(({ value }) => holdsTensor(value, seen));
    for (const { path, value } of this.#modules.values()) {
      for (const part of partsOf(value, path)) {
        if (holdsTensor(part.value, seen)) others.push(part);
      }
    }
    return others;
  }
}

function namesIn(value: Value | undefined): ReadonlySet<Value> {
  return new Set(isKind(value, 'set') ? value.items : []);
}

/** Whether there is a tensor in a value that was not seen; sees all there is. */
function holdsTensor(value: Value, seen: Set<Value>): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  seen.add(value);
  let holds = isTensor(value) || value.kind === 'storage';
  for (const child of childrenOf(value)) holds = holdsTensor(child, seen) || holds;
  return holds;
}
