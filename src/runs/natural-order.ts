let collator: Intl.Collator | undefined;

/** As people count: `epoch=2` before `epoch=10`. */
export function inNaturalOrder<Item>(
  items: Iterable<Item>,
  nameOf: (item: Item) => string,
): readonly Item[] {
  return [...items].sort((left, right) => {
    // Making one takes as long as inspecting a file: only where there is something to compare.
    collator ??= new Intl.Collator('en', { numeric: true });
    const [a, b] = [nameOf(left), nameOf(right)];
    return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
  });
}
