import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fits, fittingOrder, type Shape } from '../../../src/frameworks/common/param-orders.ts';

type Groups = readonly (readonly Shape[])[];

/** All orders, one weight after another handed to each group that it fits, or to none. */
function allOrders(groups: Groups, weights: readonly string[]): string[] {
  const found: string[] = [];
  const visit = (place: number, taken: readonly (readonly number[])[]): void => {
    if (place === weights.length) {
      const isWhole = taken.every((places, group) => places.length === groups[group]?.length);
      if (isWhole) found.push(taken.flat().join());
      return;
    }
    visit(place + 1, taken);
    for (const [group, shapes] of groups.entries()) {
      const places = taken[group] ?? [];
      if (places.length === shapes.length || !fits(shapes[places.length], weights[place])) continue;
      visit(place + 1, taken.with(group, [...places, place]));
    }
  };
  visit(
    0,
    groups.map(() => []),
  );
  return found;
}

const shape = fc.constantFrom('1', '2', '3', undefined);
const groupsOf = (count: number) =>
  fc.array(fc.array(shape, { minLength: 1, maxLength: 4 }), { minLength: count, maxLength: count });
const weightsOf = fc.array(fc.constantFrom('1', '2', '3'), { maxLength: 7 });

describe('an order that fits', () => {
  for (const count of [1, 2, 3]) {
    it(`is found, and known to be the only one, for ${count} groups`, () => {
      fc.assert(
        fc.property(groupsOf(count), weightsOf, (groups, weights) => {
          const all = allOrders(groups, weights);
          const found = fittingOrder(groups, weights);
          if (found === undefined || found === 'too many')
            expect([found, all]).toEqual([undefined, []]);
          else {
            expect(all).toContain(found.places.join());
            expect(found.isOnly).toBe(all.length === 1);
          }
        }),
        { numRuns: 500, seed: 1 },
      );
    });
  }

  const layers = (count: number) =>
    Array.from({ length: count }, () => ['8,8', '8', '32,8', '32', '8,32', '8']).flat();

  it('takes no time for many parameters', () => {
    const weights = layers(8000);
    const started = performance.now();
    expect(fittingOrder([weights], weights)).toMatchObject({ isOnly: true });
    const decayed = weights.filter((each) => each.includes(','));
    const others = weights.filter((each) => !each.includes(','));
    expect(fittingOrder([decayed, others], weights)).toMatchObject({ isOnly: true });
    expect(fittingOrder([weights.slice(20_000)], weights)).toMatchObject({ isOnly: false });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('is given up where there are too many ways', () => {
    const unknown: Shape[] = Array.from({ length: 600 }, () => undefined);
    expect(fittingOrder([unknown, unknown], layers(200))).toBe('too many');
  });
});
