import type { NamedTensor, TrainingState, WeightSet } from '../../frameworks/training-state.ts';
import { type Differ, type Place, tensorLook } from './differ.ts';
import type { Rename } from './difference.ts';
import { type FoundRenames, renamesByRule, type Unpaired } from './renames.ts';

export interface WeightsOptions {
  /** The name that a name of the left, or of the right, is compared by. */
  readonly nameOf: (name: string, side: 'left' | 'right') => string;
  /** Tensors whose bytes are the same, as far as they were read. */
  readonly byContent?: (left: readonly Unpaired[], right: readonly Unpaired[]) => FoundRenames;
}

export interface ComparedWeights {
  readonly renames: readonly Rename[];
  /** For a name of the left the one of the right, where they differ. */
  readonly names: ReadonlyMap<string, string>;
  /** What has no partner, a pair of lists for each pair of sets. */
  readonly unpaired: readonly UnpairedSets[];
}

export interface UnpairedSets {
  readonly left: readonly Unpaired[];
  readonly right: readonly Unpaired[];
}

/** Compares names, shapes and types; of values nothing is said. */
export function compareWeights(
  left: TrainingState,
  right: TrainingState,
  differ: Differ,
  options: WeightsOptions,
): ComparedWeights {
  const sets = pairedSets(left.weights, right.weights);
  const compared = sets.flatMap(({ a, b }) => {
    if (a !== undefined && b !== undefined) {
      return new SetComparison({ group: sets.length > 1 ? a.path : '' }, a, b, options).run(differ);
    }
    const set = a ?? b;
    const fact = set && { path: set.path, value: `${set.tensors.length} tensors` };
    differ.compare({ group: '' }, set?.path ?? '', a && fact, b && fact);
    return [];
  });
  return {
    renames: compared.flatMap(({ renames }) => renames),
    names: new Map(compared.flatMap(({ names }) => [...names])),
    unpaired: compared.flatMap(({ unpaired }) => unpaired),
  };
}

interface SetPair {
  readonly a: WeightSet | undefined;
  readonly b: WeightSet | undefined;
}

/** By where they stand, then by what they are for, then the first ones. */
function pairedSets(left: readonly WeightSet[], right: readonly WeightSet[]): SetPair[] {
  const rest = new Set(right);
  const partners = new Map<WeightSet, WeightSet>();
  const pairBy = (fits: (a: WeightSet, b: WeightSet) => boolean) => {
    for (const a of left) {
      const b = partners.has(a) ? undefined : [...rest].find((candidate) => fits(a, candidate));
      if (b === undefined) continue;
      partners.set(a, b);
      rest.delete(b);
    }
  };
  pairBy((a, b) => a.path === b.path);
  pairBy((a, b) => a.role === b.role);
  if (partners.size === 0) pairBy(() => true);
  return [
    ...left.map((a) => ({ a, b: partners.get(a) })),
    ...Array.from(rest, (b) => ({ a: undefined, b })),
  ];
}

/** Two sets of weights: who is whose partner. */
class SetComparison {
  readonly #place: Place;
  readonly #left: WeightSet;
  readonly #right: WeightSet;
  readonly #options: WeightsOptions;
  readonly #partners = new Map<NamedTensor, NamedTensor>();
  readonly #taken = new Set<NamedTensor>();

  constructor(place: Place, left: WeightSet, right: WeightSet, options: WeightsOptions) {
    this.#place = place;
    this.#left = left;
    this.#right = right;
    this.#options = options;
  }

  run(differ: Differ): ComparedWeights {
    this.#pairByName();
    const byRule = this.#pairBy(renamesByRule, differ);
    const { byContent } = this.#options;
    const renames = [...byRule, ...(byContent ? this.#pairBy(byContent, differ) : [])];
    const unpaired = this.#unpaired(differ);
    this.#report(differ);
    const names = new Map<string, string>();
    for (const [a, b] of this.#partners) if (a.name !== b.name) names.set(a.name, b.name);
    return { renames, names, unpaired: [unpaired] };
  }

  #pairByName(): void {
    const { nameOf } = this.#options;
    const rights = new Map(this.#right.tensors.map((one) => [nameOf(one.name, 'right'), one]));
    for (const tensor of this.#left.tensors) {
      const partner = rights.get(nameOf(tensor.name, 'left'));
      if (partner !== undefined && !this.#taken.has(partner)) this.#pair(tensor, partner);
    }
  }

  #pairBy(find: NonNullable<WeightsOptions['byContent']>, differ: Differ): readonly Rename[] {
    const { left, right } = this.#unpaired(differ);
    const { renames, pairs } = find(left, right);
    for (const pair of pairs) this.#pair(pair.left.of, pair.right.of);
    return renames;
  }

  #pair(left: NamedTensor, right: NamedTensor): void {
    this.#partners.set(left, right);
    this.#taken.add(right);
  }

  #unpaired({ isStrict }: Differ): UnpairedSets {
    const { nameOf } = this.#options;
    const unpaired = (of: NamedTensor, side: 'left' | 'right'): Unpaired => ({
      name: nameOf(of.name, side),
      look: tensorLook(of.tensor, isStrict),
      of,
    });
    return {
      left: this.#left.tensors
        .filter((tensor) => !this.#partners.has(tensor))
        .map((tensor) => unpaired(tensor, 'left')),
      right: this.#right.tensors
        .filter((tensor) => !this.#taken.has(tensor))
        .map((tensor) => unpaired(tensor, 'right')),
    };
  }

  #report(differ: Differ): void {
    const namesOf = new Map(Array.from(this.#partners, ([a, b]) => [b, a.name]));
    for (const a of this.#left.tensors) {
      const b = this.#partners.get(a);
      differ.compare(this.#place, a.name, factOf(a), b && factOf(b));
      if (b !== undefined && differ.isStrict) this.#reportTie(a, b, differ);
    }
    for (const b of this.#right.tensors) {
      if (!this.#taken.has(b)) differ.compare(this.#place, b.name, undefined, factOf(b));
    }
    const own = [...this.#partners.keys()].map(({ name }) => name);
    const theirs = this.#right.tensors.flatMap((b) => namesOf.get(b) ?? []);
    differ.compareOrder(this.#place, '', own, theirs);
    const parts = (set: WeightSet) => new Map(set.others.map((part) => [part.name, part]));
    differ.compareEntries(this.#place, parts(this.#left), parts(this.#right));
  }

  #reportTie(a: NamedTensor, b: NamedTensor, differ: Differ): void {
    if (a.tiedTo === b.tiedTo) return;
    const tie = ({ path, tiedTo }: NamedTensor) => ({ path, value: tiedTo ?? null });
    differ.changed(this.#place, `${a.name} (tied to)`, tie(a), tie(b));
  }
}

function factOf({ path, tensor }: NamedTensor) {
  return { path, value: tensor };
}
