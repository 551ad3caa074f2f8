interface Named {
  readonly name: string;
}

/**
 * Sorts by name as Python and Rust do, by code points. Strings compare by UTF-16 units, which puts
 * U+10000 before U+E000. What has the same name stays in order.
 */
export function sortByName(list: Named[]): void {
  const isSameOrder = !list.some(({ name }) => /[\ud800-\uffff]/.test(name));
  const compare = isSameOrder ? compareUnits : compareCodePoints;
  list.sort((a, b) => compare(a.name, b.name));
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareCodePoints(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return unitRank(a, index) - unitRank(b, index);
}

/** Surrogates come after all other units, the end of a string before them. */
function unitRank(text: string, index: number): number {
  if (index >= text.length) return -1;
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
