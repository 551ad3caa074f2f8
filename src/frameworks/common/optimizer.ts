import { className } from '../../model/known-objects.ts';
import { elementCount, isKind, type Tensor, type Value } from '../../model/value.ts';
import type {
  OptimizedParameter,
  OptimizerState,
  ParamGroup,
  Part,
  WeightSet,
} from '../training-state.ts';
import {
  childIndex,
  childPath,
  entriesOf,
  entry,
  itemsOf,
  namedEntries,
  numberOf,
  partsOf,
} from './entries.ts';
import { optimizerTypes } from './optimizer-types.ts';
import { type ParameterGroup, parameterNames } from './param-names.ts';

/** Whether a value is the state of an optimizer, or of a wrapper that keeps float32 copies beside it. */
export function looksLikeOptimizer(value: Value): boolean {
  return isOptimizer(value) || wrapped(value) !== undefined;
}

function isOptimizer(value: Value | undefined): boolean {
  return isList(entry(value, 'param_groups')) && entriesOf(value).has('state');
}

/**
 * The key of the optimizer in what apex, Megatron and DeepSpeed’s ZeRO keep around one.
 * https://github.com/NVIDIA/apex/blob/24.04.01/apex/fp16_utils/fp16_optimizer.py
 * https://github.com/deepspeedai/DeepSpeed/blob/v0.14.4/deepspeed/runtime/zero/stage_1_and_2.py
 */
function wrapped(value: Value): string | undefined {
  if (isOptimizer(value)) return undefined;
  const keys = namedEntries(value);
  if (!Array.from(keys.keys()).some((key) => key.includes('fp32_'))) return undefined;
  return WRAPPED.find((key) => isOptimizer(keys.get(key)));
}

const WRAPPED: readonly string[] = ['optimizer_state_dict', 'optimizer', 'base_optimizer_state'];

/** What an optimizer keeps, with its parameters by name where `weights` and shapes tell. */
export function readOptimizer(
  value: Value,
  path: string,
  weights: WeightSet | undefined,
): OptimizerState {
  const inner = wrapped(value);
  if (inner !== undefined) {
    const state = readOptimizer(entry(value, inner) ?? null, childPath(path, inner), weights);
    const others = partsOf(value, path).filter(({ name }) => name !== inner);
    return { ...state, path, others: [...state.others, ...others] };
  }
  return new OptimizerReader(value, path).read(weights);
}

class OptimizerReader {
  readonly #value: Value;
  readonly #path: string;
  readonly #state: ReadonlyMap<Value, Value>;
  readonly #statePath: string;
  readonly #used = new Set<Value>();
  readonly #groups: ParamGroup[] = [];
  readonly #parameters: OptimizedParameter[] = [];
  readonly #ranges: ParameterGroup[] = [];
  readonly #others: Part[] = [];

  constructor(value: Value, path: string) {
    this.#value = value;
    this.#path = path;
    this.#state = entriesOf(entry(value, 'state'));
    this.#statePath = childPath(path, 'state');
  }

  read(weights: WeightSet | undefined): OptimizerState {
    const groupsPath = childPath(this.#path, 'param_groups');
    for (const [index, group] of itemsOf(entry(this.#value, 'param_groups')).entries()) {
      this.#readGroup(group, childIndex(groupsPath, index), index);
    }
    this.#keepOthers();
    const { names, naming } = parameterNames(this.#parameters, this.#ranges, weights);
    const parameters = this.#parameters.map((parameter, index) => {
      const name = names[index];
      return name === undefined ? parameter : { ...parameter, name };
    });
    const [type, ...otherTypes] = this.#types();
    const state = {
      path: this.#path,
      groups: this.#groups,
      parameters,
      naming,
      others: this.#others,
    };
    if (type === undefined || otherTypes.length === 0) return { ...state, type };
    return { ...state, type: undefined, candidates: [type, ...otherTypes] };
  }

  #readGroup(group: Value, path: string, index: number): void {
    if (entriesOf(group).size === 0) {
      this.#others.push({ path, name: `param_groups[${index}]`, value: group });
      return;
    }
    const start = this.#parameters.length;
    const params = itemsOf(entry(group, 'params'));
    const paramsPath = childPath(path, 'params');
    for (const [place, param] of params.entries()) {
      this.#readParameter(param, childIndex(paramsPath, place));
    }
    const options = new Map(namedEntries(group));
    if (isList(options.get('params'))) options.delete('params');
    const parameters = params.map((_, place) => start + place);
    const initialLr = numberOf(options.get('initial_lr'));
    this.#groups.push({ path, options, lr: lrOf(options.get('lr')), initialLr, parameters });
    const names = itemsOf(options.get('param_names'));
    this.#ranges.push({ start, end: this.#parameters.length, names });
  }

  #readParameter(param: Value, place: string): void {
    const state = this.#state.get(param);
    const isInt = typeof param === 'number' || typeof param === 'bigint';
    // A pickled optimizer has the parameters themselves.
    const id = isInt || typeof param === 'string' ? param : this.#parameters.length;
    let path = place;
    if (state !== undefined) {
      this.#used.add(param);
      if (isInt) path = childIndex(this.#statePath, param);
      else if (typeof param === 'string') path = childPath(this.#statePath, param);
    }
    this.#parameters.push({ id, path, state: namedEntries(state) });
  }

  #keepOthers(): void {
    const isRead = (key: Value, value: Value) => this.#used.has(key) && isKind(value, 'mapping');
    const unread = [...this.#state].map(([key, value]) => !isRead(key, value));
    const parts = unread.includes(true)
      ? partsOf(entry(this.#value, 'state') ?? null, this.#statePath)
      : [];
    for (const [index, part] of parts.entries()) {
      if (unread[index]) this.#others.push({ ...part, name: `state[${part.name}]` });
    }
    for (const part of partsOf(this.#value, this.#path)) {
      const { name, value } = part;
      const isState = name === 'state' && isKind(value, 'mapping');
      const isGroups = name === 'param_groups' && isList(value);
      if (!isState && !isGroups) this.#others.push(part);
    }
  }

  /** A pickled optimizer says what it is. */
  #types(): readonly string[] {
    if (isKind(this.#value, 'opaque')) return [className(this.#value).replace(/^.*\./, '')];
    const [first, ...rest] = this.#groups.map(({ options }) => options);
    const names = Array.from(first?.keys() ?? []).filter((key) =>
      rest.every((each) => each.has(key)),
    );
    const state = new Set(this.#parameters.flatMap((each) => [...each.state.keys()]));
    const flags = new Set(this.#groups.map(({ options }) => options.get('decoupled_weight_decay')));
    const [flag] = flags;
    const isDecoupled = flags.size === 1 && typeof flag === 'boolean' ? flag : undefined;
    return optimizerTypes(new Set(names), state, isDecoupled);
  }
}

function isList(value: Value | undefined): boolean {
  return isKind(value, 'list') || isKind(value, 'tuple');
}

function lrOf(value: Value | undefined): number | Tensor | undefined {
  if (isKind(value, 'tensor')) return elementCount(value) === 1 ? value : undefined;
  return numberOf(value);
}
