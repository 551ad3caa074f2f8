interface Work<Result> {
  readonly weight: number;
  readonly result: Promise<Result>;
}

/**
 * The results of `work` on each item, in the order of the items, with work of the weight `room` going
 * on at a time. An item heavier than that goes on alone.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  room: number,
  weightOf: (item: Item) => number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const going: Work<Result>[] = [];
  let used = 0;
  try {
    for (const item of items) {
      const weight = Math.min(room, weightOf(item));
      while (used + weight > room) {
        const first = going.shift();
        if (first === undefined) break;
        used -= first.weight;
        yield await first.result;
      }
      used += weight;
      const result = work(item);
      // Awaited later, where it is seen; until then its failure is nobody’s yet.
      result.catch(() => {});
      going.push({ weight, result });
    }
    for (let first = going.shift(); first !== undefined; first = going.shift()) {
      yield await first.result;
    }
  } finally {
    // Whoever stops listening gets all files closed.
    await Promise.allSettled(going.map(({ result }) => result));
  }
}
