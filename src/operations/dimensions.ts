/** Which sizes of which tensors equal a hyperparameter: `num_items` is 6807, as `head.weight[0]` is. */
import type { NamedTensor, TrainingState } from '../frameworks/training-state.ts';
import type { Value } from '../model/value.ts';
import { ownWeights } from './weights.ts';

/** One axis of one tensor. */
export interface DimensionUse {
  readonly name: string;
  readonly axis: number;
}

/** A smaller size is shared by accident too often to be worth a word. */
const LEAST_SIZE = 24;
/** Numbers that count other things than elements. */
const NO_SIZE =
  /seed|epoch|step|batch|worker|patience|warmup|every|interval|frequency|port\b|rank\b|world|node|devices|version|^lr|decay|trials/i;

/** By the name of the hyperparameter; an item of a list has the list’s name and its place in it. */
export function dimensionUses(state: TrainingState): ReadonlyMap<string, readonly DimensionUse[]> {
  const uses = new Map<string, readonly DimensionUse[]>();
  const candidates = state.hyperparameters
    .filter(({ of }) => of !== 'datamodule')
    .flatMap(({ entries }) => [...entries].flatMap(([name, value]) => sizesIn(name, value)));
  if (candidates.length === 0) return uses;
  const wanted = new Set(candidates.map(({ size }) => size));
  const tensors = ownWeights(state).flatMap((weights) => weights.tensors);
  const bySize = usesBySize(tensors, wanted);
  for (const { name, size } of candidates) {
    const found = bySize.get(size);
    if (found !== undefined) uses.set(name, found);
  }
  return uses;
}

interface Candidate {
  readonly name: string;
  readonly size: number;
}

function sizesIn(name: string, value: Value): Candidate[] {
  if (NO_SIZE.test(name)) return [];
  if (typeof value === 'number' && value >= LEAST_SIZE) return [{ name, size: value }];
  if (typeof value !== 'object' || (value?.kind !== 'list' && value?.kind !== 'tuple')) return [];
  return value.items.flatMap((item, index) =>
    typeof item === 'number' ? sizesIn(`${name}[${index}]`, item) : [],
  );
}

/** Tied tensors once; sizes of vectors after those of matrices, which say more. */
function usesBySize(
  tensors: readonly NamedTensor[],
  wanted: ReadonlySet<number>,
): Map<number, DimensionUse[]> {
  const found = new Map<number, { use: DimensionUse; rank: number }[]>();
  for (const { name, tensor, tiedTo } of tensors) {
    if (tiedTo !== undefined || tensor.shape === null) continue;
    for (const [axis, size] of tensor.shape.entries()) {
      if (!wanted.has(size)) continue;
      const some = found.get(size) ?? [];
      some.push({ use: { name, axis }, rank: tensor.shape.length > 1 ? 0 : 1 });
      found.set(size, some);
    }
  }
  return new Map(
    Array.from(found, ([size, some]) => [
      size,
      some.sort((a, b) => a.rank - b.rank).map(({ use }) => use),
    ]),
  );
}
