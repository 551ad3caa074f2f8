/**
 * Which of several entries with one name torch reads. Its zip library, miniz, sorts the directory by
 * name without regard to ASCII case and searches the middle first, so neither the first nor the last
 * copy wins: what wins depends on the names of all entries. Sorting and searching just so gives the
 * same answer. https://github.com/richgel999/miniz (`mz_zip_reader_locate_file_v2`)
 */
import type { ZipEntry } from './zip-entry.ts';

/** The sort key: bytes, with the capitals A to Z made small. */
function folded(name: string): Uint8Array {
  return new TextEncoder()
    .encode(name)
    .map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Gives a lookup over `entries` that agrees with torch’s. */
export function torchLookup(entries: readonly ZipEntry[]): (name: string) => ZipEntry | undefined {
  const keys = entries.map(({ name }) => folded(name));
  const order = heapSorted(entries.length, (a, b) => compare(keyAt(keys, a), keyAt(keys, b)) < 0);
  return (name) => {
    const wanted = folded(name);
    let low = 0;
    let high = order.length - 1;
    while (low <= high) {
      const middle = low + ((high - low) >> 1);
      const index = order[middle] ?? 0;
      const difference = compare(keyAt(keys, index), wanted);
      if (difference === 0) return entries[index];
      if (difference < 0) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  };
}

function keyAt(keys: readonly Uint8Array[], index: number): Uint8Array {
  return keys[index] ?? new Uint8Array(0);
}

/** The numbers 0 to `count` - 1 in order, by heap sort: where equal ones end up is part of the answer. */
function heapSorted(count: number, isLess: (a: number, b: number) => boolean): number[] {
  const heap = Array.from({ length: count }, (_, index) => index);
  const at = (position: number) => heap[position] ?? 0;
  const swap = (a: number, b: number) => {
    const value = at(a);
    heap[a] = at(b);
    heap[b] = value;
  };
  const sink = (from: number, size: number) => {
    for (let root = from; ; ) {
      let child = 2 * root + 1;
      if (child >= size) return;
      if (child + 1 < size && isLess(at(child), at(child + 1))) child += 1;
      if (!isLess(at(root), at(child))) return;
      swap(root, child);
      root = child;
    }
  };
  for (let start = Math.floor(count / 2) - 1; start >= 0; start -= 1) sink(start, count);
  for (let end = count - 1; end > 0; end -= 1) {
    swap(end, 0);
    sink(0, end);
  }
  return heap;
}
