/** Archives whose headers lie, and archives that are sound and hold something else. */
import { concat } from '../../test/support/bytes.ts';
import { type ArchiveParts, type EntryParts, zipArchive } from '../../test/support/zip.ts';
import { mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { mutateFields } from './fields.ts';
import { changedEntries } from './zip-entries.ts';
import { zipFields } from './zip-fields.ts';
import { zipParts } from './zip-parts.ts';

export function mutateZip(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  switch (random.below(8)) {
    case 0:
      return mutateBytes(random, seed, other);
    case 1:
      return mutateFields(random, seed, zipFields(seed));
    case 2:
    case 3: {
      const spelled = rewritten(random, seed, other);
      return mutateFields(random, spelled, zipFields(spelled));
    }
    case 4:
      return glued(random, seed, other);
    default:
      return rewritten(random, seed, other);
  }
}

/** Two archives in one file: which of them is read depends on the reader. */
function glued(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  if (random.chance(0.5)) return concat(seed, other);
  const comment = other.subarray(0, 0xffff);
  return zipArchive(zipParts(seed), { comment }).bytes;
}

function rewritten(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  const parts = zipParts(seed);
  if (parts.length === 0) return mutateBytes(random, seed, other);
  // Inflating takes longer than all the rest.
  const isStored = random.chance(0.9);
  let entries: EntryParts[] = isStored ? parts.map((one) => ({ ...one, method: 0 })) : parts;
  for (let rounds = random.size(4) + 1; rounds > 0; rounds -= 1) {
    entries = changedEntries(random, entries, zipParts(other));
  }
  return zipArchive(entries, archiveParts(random, entries, other)).bytes;
}

/** What stands around the entries: nothing unusual, most of the time. */
function archiveParts(
  random: Random,
  entries: readonly EntryParts[],
  other: Uint8Array,
): ArchiveParts {
  const zip64 = random.chance(0.3);
  if (random.chance(0.6)) return { zip64 };
  const some = other.subarray(0, random.below(other.length + 1));
  switch (random.below(8)) {
    case 0:
      return { zip64, prefix: some };
    case 1:
      return { zip64, trailing: some };
    case 2:
      return { zip64, gap: some };
    case 3:
      return { zip64, comment: some.subarray(0, 0xffff) };
    case 4:
      return { zip64: true, locatorSays: Math.abs(random.interestingInteger()) };
    case 5:
      return { zip64, says: { entryCount: near(random, entries.length) } };
    case 6:
      return { zip64, says: { directoryStart: near(random, 1_000) } };
    default:
      return { zip64, says: { directoryBytes: near(random, 46 * entries.length) } };
  }
}

function near(random: Random, value: number): number {
  return Math.abs(random.chance(0.5) ? random.interestingInteger() : value + random.between(-2, 2));
}
