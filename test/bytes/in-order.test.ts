import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/bytes/in-order.ts';

const wait = () => new Promise((resolve) => setTimeout(resolve));

/** Work that notes how much of it goes on at once. */
function measured(weightOf: (item: number) => number = () => 1) {
  let going = 0;
  const seen = { most: 0, done: 0 };
  const work = async (item: number) => {
    going += weightOf(item);
    seen.most = Math.max(seen.most, going);
    // Later items are done sooner.
    for (let turn = item % 7; turn < 7; turn += 1) await wait();
    going -= weightOf(item);
    seen.done += 1;
    return item;
  };
  return { seen, work };
}

const numbers = Array.from({ length: 60 }, (_, index) => index);

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('work in order', () => {
  it('gives results in the order of the items, several at a time and no more', async () => {
    const { seen, work } = measured();
    expect(await all(inOrder(numbers, 8, () => 1, work))).toEqual(numbers);
    expect(seen.most).toBe(8);
  });

  it('keeps heavy work within the room, and lets what is too heavy go on alone', async () => {
    const weightOf = (item: number) => (item % 5 === 0 ? 6 : 1);
    const { seen, work } = measured(weightOf);
    expect(await all(inOrder(numbers, 8, weightOf, work))).toEqual(numbers);
    expect(seen.most).toBeLessThanOrEqual(8);
    const heavy = measured();
    await all(inOrder(numbers, 8, () => 100, heavy.work));
    expect(heavy.seen.most).toBe(1);
  });

  it('waits for what it began when no one listens any more', async () => {
    const { seen, work } = measured();
    for await (const item of inOrder(numbers, 8, () => 1, work)) if (item === 3) break;
    expect(seen.done).toBeGreaterThanOrEqual(4);
    const { done } = seen;
    for (let turn = 0; turn < 20; turn += 1) await wait();
    expect(seen.done).toBe(done);
  });

  it('fails as the work did, in its place, after the rest was waited for', async () => {
    const { seen, work } = measured();
    const failing = async (item: number) => {
      if (item === 10) throw new Error('ten');
      return work(item);
    };
    const results: number[] = [];
    const reading = async () => {
      for await (const item of inOrder(numbers, 8, () => 1, failing)) results.push(item);
    };
    await expect(reading()).rejects.toThrow('ten');
    expect(results).toEqual(numbers.slice(0, 10));
    const { done } = seen;
    for (let turn = 0; turn < 20; turn += 1) await wait();
    expect(seen.done).toBe(done);
  });
});
