/** What people commonly hand to an optimizer, where shapes alone leave several orders. */
import type { NamedTensor } from '../training-state.ts';
import { fits, fittingOrder, type Shape, shapeText } from './param-orders.ts';

type Places = readonly number[];

/** For each parameter its name, if there is just one common way that fits. */
export function likelyOrder(
  groups: readonly (readonly Shape[])[],
  trained: readonly NamedTensor[],
  hasEvidence: boolean,
): readonly (string | undefined)[] | undefined {
  const [first = [], ...rest] = groups;
  const shapes = groups.flat();
  const ways = function* (): Generator<Places> {
    if (rest.length === 0 && hasEvidence) yield* partsOfModel(first.length, trained);
    if (rest.length > 0 && hasEvidence) yield* oneAfterAnother(shapes, trained);
    if (rest.length === 1 && shapes.length === trained.length) yield* halves(first.length, trained);
  };
  let likely: Places | undefined;
  for (const places of ways()) {
    if (!shapes.every((shape, index) => fits(shape, shapeAt(trained, places[index])))) continue;
    if (likely !== undefined && !isSame(likely, places)) return undefined;
    likely = places;
  }
  return likely?.map((place) => trained[place]?.name);
}

function shapeAt(trained: readonly NamedTensor[], place: number | undefined): string | undefined {
  const tensor = place === undefined ? undefined : trained[place]?.tensor;
  return tensor && shapeText(tensor.shape);
}

function isSame(one: Places, other: Places): boolean {
  return one.every((place, index) => place === other[index]);
}

/** Groups that go on where the last one ended, as where each parameter is its own. */
function* oneAfterAnother(
  shapes: readonly Shape[],
  trained: readonly NamedTensor[],
): Generator<Places> {
  const order = fittingOrder(
    [shapes],
    trained.map(({ tensor }) => shapeText(tensor.shape)),
  );
  if (order !== undefined && order !== 'too many' && order.isOnly) yield order.places;
}

/** Modules of more parts than this of one size are not gone through, nor what lies deeper. */
const MOST_PARTS = 64;
const MOST_DEPTH = 8;

/** All of one submodule, as the generator of a GAN, or all but one, as a frozen backbone. */
function* partsOfModel(count: number, trained: readonly NamedTensor[]): Generator<Places> {
  const parts = new Map<string, number[]>();
  for (const [place, { name }] of trained.entries()) {
    const steps = name.split('.', MOST_DEPTH + 1).slice(0, -1);
    for (const depth of steps.keys()) {
      const part = steps.slice(0, depth + 1).join('.');
      const places = parts.get(part);
      if (places === undefined) parts.set(part, [place]);
      else places.push(place);
    }
  }
  const left = trained.length - count;
  const fitting = [...parts.values()].filter(({ length }) => length === count || length === left);
  if (fitting.length > MOST_PARTS) return;
  for (const places of fitting) {
    if (places.length === count) yield places;
    if (places.length !== left) continue;
    const others = new Set(places);
    yield [...trained.keys()].filter((place) => !others.has(place));
  }
}

/** Weights that decay and others, by the number of their axes or by their names. */
function* halves(count: number, trained: readonly NamedTensor[]): Generator<Places> {
  const isMatrix = ({ tensor }: NamedTensor) => (tensor.shape?.length ?? 0) >= 2;
  const decays = ({ name }: NamedTensor) =>
    !/(?:^|\.)bias$|norm|(?:^|[._])ln(?:[._\d]|$)/i.test(name);
  for (const isFirst of [isMatrix, decays]) {
    const yes: number[] = [];
    const no: number[] = [];
    for (const [place, tensor] of trained.entries()) (isFirst(tensor) ? yes : no).push(place);
    if (yes.length === count) yield [...yes, ...no];
    if (no.length === count) yield [...no, ...yes];
  }
}
