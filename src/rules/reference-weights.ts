/** The weights of a checkpoint and of the one that it should resemble, name by name. */
import type { NamedTensor } from '../frameworks/training-state.ts';
import { ownTensorsWithTies } from './sizes.ts';
import type { PlacedTensor, Reference, Subject } from './subject.ts';

type Named = Pick<NamedTensor, 'name' | 'path' | 'tensor'>;

export interface WeightPairs {
  readonly own: ReadonlyMap<string, Named>;
  /** Under the names that `own` has them by. */
  readonly reference: ReadonlyMap<string, Named>;
  /** What stands before every name of one of the two, and not of the other. */
  readonly prefix?: { readonly text: string; readonly of: 'own' | 'reference' };
}

export function weightPairs(
  subject: Pick<Subject, 'training'> & { readonly tensors: readonly PlacedTensor[] },
  other: Reference,
): WeightPairs {
  const own = byName(weightsIn(subject));
  const reference = byName(weightsIn(other));
  if (shared(own, reference) > 0) return { own, reference };
  const longer = prefixOf(own, reference);
  if (longer !== undefined) {
    const added = Array.from(reference, ([name, tensor]) => [longer + name, tensor] as const);
    return { own, reference: new Map(added), prefix: { text: longer, of: 'own' } };
  }
  const shorter = prefixOf(reference, own);
  if (shorter === undefined) return { own, reference };
  const cut = Array.from(
    reference,
    ([name, tensor]) => [name.slice(shorter.length), tensor] as const,
  );
  return { own, reference: new Map(cut), prefix: { text: shorter, of: 'reference' } };
}

/** The weights that a framework knows, or all tensors there are. */
function weightsIn({
  training,
  tensors,
}: {
  readonly training?: Subject['training'];
  readonly tensors: readonly PlacedTensor[];
}): readonly Named[] {
  return training === undefined || training.weights.length === 0
    ? tensors
    : ownTensorsWithTies(training);
}

function byName(tensors: readonly Named[]): ReadonlyMap<string, Named> {
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

function shared(a: ReadonlyMap<string, Named>, b: ReadonlyMap<string, Named>): number {
  return [...a.keys()].filter((name) => b.has(name)).length;
}

/** What all names of `long` begin with, where without it more than half of them are names of `short`. */
function prefixOf(
  long: ReadonlyMap<string, Named>,
  short: ReadonlyMap<string, Named>,
): string | undefined {
  const names = [...long.keys()];
  const [first = ''] = names;
  const steps = first.split('.');
  for (let length = 1; length < steps.length; length += 1) {
    const prefix = `${steps.slice(0, length).join('.')}.`;
    if (!names.every((name) => name.startsWith(prefix))) return undefined;
    const known = names.filter((name) => short.has(name.slice(prefix.length)));
    if (2 * known.length > names.length) return prefix;
  }
  return undefined;
}
