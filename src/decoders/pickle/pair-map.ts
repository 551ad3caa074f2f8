/**
 * Values by two texts. To join them for a key takes time for each letter every time, and a pickle can name
 * what is as long as itself with every few bytes; as they are, the engine hashes each text once.
 */
export class PairMap<Item> {
  readonly #rows = new Map<string, Map<string, Item>>();
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  get(first: string, second: string): Item | undefined {
    return this.#rows.get(first)?.get(second);
  }

  /** Only for pairs that are not there yet. */
  add(first: string, second: string, item: Item): void {
    const row = this.#rows.get(first);
    if (row === undefined) this.#rows.set(first, new Map([[second, item]]));
    else row.set(second, item);
    this.#items.push(item);
  }

  /** In the order in which they came. */
  values(): readonly Item[] {
    return this.#items;
  }
}
