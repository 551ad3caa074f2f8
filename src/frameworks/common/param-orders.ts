/**
 * Which weights the parameters of an optimizer are, by their shapes alone. A group takes its
 * parameters in the order of the model, and may leave some out; two groups have none in common.
 */

/** Equal texts are equal shapes; `undefined` fits any. */
export type Shape = string | undefined;

/** A nested tensor has no shape, and fits only what needs none. */
export function shapeText(shape: readonly number[] | null): string {
  return shape?.join() ?? 'nested';
}

interface Order {
  /** For each parameter, group by group, the place of its weight. */
  readonly places: readonly number[];
  /** Whether no other order fits. */
  readonly isOnly: boolean;
}

/**
 * An order that fits; `undefined` where none does. `too many` where there are so many ways to begin
 * that going through them takes too long.
 */
export function fittingOrder(
  groups: readonly (readonly Shape[])[],
  weights: readonly string[],
): Order | undefined | 'too many' {
  const [only = [], ...more] = groups;
  return more.length === 0 ? orderOfOne(only, weights) : orderOfMany(groups, weights);
}

export function fits(shape: Shape, weight: string | undefined): boolean {
  return shape === undefined || shape === weight;
}

/** Whatever order fits lies between the one of the earliest places and the one of the latest. */
function orderOfOne(group: readonly Shape[], weights: readonly string[]): Order | undefined {
  const places = earliestPlaces(group, weights);
  const fromEnd = earliestPlaces(group.toReversed(), weights.toReversed());
  if (places === undefined || fromEnd === undefined) return undefined;
  const last = weights.length - 1;
  const isOnly = fromEnd.toReversed().every((place, index) => last - place === places[index]);
  return { places, isOnly };
}

function earliestPlaces(group: readonly Shape[], weights: readonly string[]): number[] | undefined {
  const places: number[] = [];
  for (const [place, weight] of weights.entries()) {
    if (places.length < group.length && fits(group[places.length], weight)) places.push(place);
  }
  return places.length === group.length ? places : undefined;
}

/** Groups that are looked at on all ways together: some for each of the weights of the largest models. */
const MOST_LOOKS = 1_000_000;

/** A way to hand out the first weights: how many each group has of them. */
interface Beginning {
  readonly taken: readonly number[];
  /** The group that took the last weight; -1 where none did. */
  readonly group: number;
  readonly previous: Beginning | undefined;
  /** Whether no other way leads to the same. */
  isOnly: boolean;
}

function orderOfMany(
  groups: readonly (readonly Shape[])[],
  weights: readonly string[],
): Order | undefined | 'too many' {
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  if (count > weights.length) return undefined;
  const none: Beginning = {
    taken: groups.map(() => 0),
    group: -1,
    previous: undefined,
    isOnly: true,
  };
  let beginnings = new Map([['', none]]);
  let looks = 0;
  for (const [place, weight] of weights.entries()) {
    const longer = new Map<string, Beginning>();
    for (const beginning of beginnings.values()) {
      looks += groups.length;
      for (const next of continued(beginning, weight, groups)) {
        looks += groups.length;
        if (looks > MOST_LOOKS) return 'too many';
        const left = count - next.taken.reduce((sum, each) => sum + each, 0);
        if (left > weights.length - place - 1) continue;
        const key = next.taken.join();
        const same = longer.get(key);
        if (same === undefined) longer.set(key, next);
        else same.isOnly = false;
      }
    }
    beginnings = longer;
  }
  const [end] = beginnings.values();
  return end && orderOf(end, groups, weights.length);
}

/** With one more weight, for each group that it fits, and left out. */
function* continued(
  previous: Beginning,
  weight: string,
  groups: readonly (readonly Shape[])[],
): Generator<Beginning> {
  const { taken, isOnly } = previous;
  yield { taken, group: -1, previous, isOnly };
  for (const [group, shapes] of groups.entries()) {
    const next = taken[group] ?? 0;
    if (next === shapes.length || !fits(shapes[next], weight)) continue;
    yield { taken: taken.with(group, next + 1), group, previous, isOnly };
  }
}

function orderOf(
  end: Beginning,
  groups: readonly (readonly Shape[])[],
  weightCount: number,
): Order {
  const places: number[][] = groups.map(() => []);
  let place = weightCount;
  for (let beginning = end; beginning.previous !== undefined; beginning = beginning.previous) {
    place -= 1;
    places[beginning.group]?.push(place);
  }
  return { places: places.flatMap((each) => each.reverse()), isOnly: end.isOnly };
}
