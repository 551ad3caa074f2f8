import type {
  OptimizedParameter,
  OptimizerState,
  ParamGroup,
} from '../../frameworks/training-state.ts';
import type { Value } from '../../model/value.ts';
import type { Differ } from './differ.ts';
import type { Fact } from './difference.ts';
import { compareParts, factsOf, paired, wholeFact } from './sections.ts';
import type { Side } from './side.ts';

/** `names`: for a weight of the left its name on the right, where they differ. */
export function compareOptimizers(
  left: Side,
  right: Side,
  differ: Differ,
  names: ReadonlyMap<string, string>,
): void {
  const pairs = paired(left.state.optimizers, right.state.optimizers, () => '');
  for (const [index, { a, b }] of pairs.entries()) {
    const group = pairs.length > 1 ? `${index}` : '';
    if (a !== undefined && b !== undefined) {
      new OptimizerComparison(a, b, group, differ).run(names);
      continue;
    }
    const fact = (side: Side, one: OptimizerState | undefined) => one && wholeFact(side, one.path);
    const name = typeText(a ?? b) ?? 'optimizer';
    differ.compare({ group: '' }, name, fact(left, a), fact(right, b));
  }
}

function typeText(optimizer: OptimizerState | undefined): string | undefined {
  return optimizer?.type ?? optimizer?.candidates?.join(' or ');
}

class OptimizerComparison {
  readonly #left: OptimizerState;
  readonly #right: OptimizerState;
  readonly #group: string;
  readonly #differ: Differ;

  constructor(left: OptimizerState, right: OptimizerState, group: string, differ: Differ) {
    this.#left = left;
    this.#right = right;
    this.#group = group;
    this.#differ = differ;
  }

  run(names: ReadonlyMap<string, string>): void {
    const type = (one: OptimizerState) => ({ path: one.path, value: typeText(one) ?? null });
    const place = { group: this.#group };
    this.#differ.compare(place, '(type)', type(this.#left), type(this.#right));
    const keys = this.#keys(names);
    this.#groups(keys);
    this.#parameters(keys);
    compareParts(this.#left.others, this.#right.others, this.#differ, place);
  }

  /**
   * What parameters are known by on both sides: the names of their weights where all have one and
   * any is the same, else their numbers in the optimizer.
   */
  #keys(names: ReadonlyMap<string, string>): { left: string[]; right: string[] } {
    const [left, right] = [this.#left, this.#right];
    const isNamed = [left, right].every(({ parameters }) =>
      parameters.every(({ name }) => name !== undefined),
    );
    const own = (parameter: OptimizedParameter) => parameter.name ?? String(parameter.id);
    const idsOf = ({ parameters }: OptimizerState) => parameters.map(({ id }) => String(id));
    const ids = { left: idsOf(left), right: idsOf(right) };
    if (!isNamed) return ids;
    const named = {
      left: left.parameters.map((one) => names.get(own(one)) ?? own(one)),
      right: right.parameters.map(own),
    };
    const known = new Set(named.right);
    return named.left.some((name) => known.has(name)) ? named : ids;
  }

  #groups(keys: { readonly left: readonly string[]; readonly right: readonly string[] }): void {
    const pairs = paired(this.#left.groups, this.#right.groups, () => '');
    for (const [index, { a, b }] of pairs.entries()) {
      const group =
        pairs.length > 1 ? [this.#group, `group ${index}`].join(' ').trim() : this.#group;
      const place = { group };
      if (a === undefined || b === undefined) {
        const fact = (one: ParamGroup | undefined) => one && groupFact(one);
        this.#differ.compare({ group: this.#group }, `group ${index}`, fact(a), fact(b));
        continue;
      }
      this.#differ.compareEntries(place, factsOf(a.options, a.path), factsOf(b.options, b.path));
      const members = (one: ParamGroup, of: readonly string[]) =>
        one.parameters.map((at) => of[at] ?? String(at));
      const [left, right] = [members(a, keys.left), members(b, keys.right)];
      const isSame = left.length === right.length && left.every((key, at) => key === right[at]);
      const shown = (one: ParamGroup, list: readonly string[]): Fact => ({
        path: `${one.path}.params`,
        value: isSame || left.length !== right.length ? list.length : list.join(', '),
      });
      this.#differ.compare(place, 'parameters', shown(a, left), shown(b, right));
    }
  }

  /** The state of each: a tensor that is gone, or of another shape. */
  #parameters(keys: { readonly left: readonly string[]; readonly right: readonly string[] }): void {
    const rights = new Map(this.#right.parameters.map((one, index) => [keys.right[index], one]));
    const [left, right] = [this.#left.parameters, this.#right.parameters];
    const seen = new Set<OptimizedParameter>();
    for (const [index, a] of left.entries()) {
      const b = rights.get(keys.left[index]);
      if (b !== undefined) seen.add(b);
      this.#states(keys.left[index] ?? '', a, b);
    }
    for (const [index, b] of right.entries()) {
      if (!seen.has(b)) this.#states(keys.right[index] ?? '', undefined, b);
    }
  }

  #states(
    item: string,
    a: OptimizedParameter | undefined,
    b: OptimizedParameter | undefined,
  ): void {
    const facts = (one: OptimizedParameter | undefined) =>
      one === undefined ? new Map<string, Fact>() : factsOf(one.state, one.path);
    this.#differ.compareEntries({ group: this.#group, item }, facts(a), facts(b));
  }
}

/** What a group that only one side has is set to. */
function groupFact({ path, options }: ParamGroup): Fact {
  return {
    path,
    value: { kind: 'mapping', type: 'dict', entries: new Map<Value, Value>(options) },
  };
}
