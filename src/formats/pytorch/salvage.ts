/** What is left of a torch archive that was cut short. */
import { decodePrefix } from '../../bytes/prefix.ts';
import type { ByteSource } from '../../bytes/source.ts';
import { salvagedZip, type ZipArchive } from '../../containers/zip.ts';
import { type EntrySize, salvagedEntries } from '../../containers/zip-salvage.ts';
import { unpickle, unpickleAsFarAsPossible } from '../../decoders/pickle/index.ts';
import type { PickleValue } from '../../decoders/pickle/value.ts';
import { isContentError, type MalformedError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import { storageId } from './persistent-id.ts';
import { storageBytes } from './storages.ts';

/**
 * The entries of an archive without its directory. torch writes no sizes before the data, but its
 * pickle comes first, ends where decoding it ends, and says how long each storage is. Throws `cause`
 * where not even the first entry is whole.
 */
export async function salvageArchive(
  source: ByteSource,
  limits: Limits,
  cause: MalformedError,
): Promise<ZipArchive> {
  const sizes = new Map<string, number>();
  const sizeOf: EntrySize = async (name, dataStart) => {
    if (name.endsWith('/data.pkl')) {
      const { end, ids } = await pickleAt(source, dataStart, limits);
      for (const id of ids) {
        const named = storageId(id);
        if (named !== undefined) sizes.set(`data/${named.key}`, storageBytes(named));
      }
      return end;
    }
    return sizes.get(name.slice(name.indexOf('/') + 1));
  };
  const entries = await salvagedEntries(source, sizeOf);
  if (entries.length === 0) throw cause;
  return salvagedZip(source, entries);
}

/** How long the pickle is, to the end of the file if it breaks off, and what it refers to. */
async function pickleAt(source: ByteSource, start: number, limits: Limits) {
  const { pickleBytes } = limits;
  try {
    const pickle = await decodePrefix(source, start, pickleBytes, (cursor) =>
      unpickle(cursor, limits),
    );
    return { end: pickle.end, ids: pickle.persistentIds };
  } catch (error) {
    if (!isContentError(error)) throw error;
  }
  const most = Math.min(source.byteLength, start + pickleBytes);
  const broken = await decodePrefix(
    source,
    start,
    most - start,
    (cursor) => unpickleAsFarAsPossible(cursor, limits),
    most - start,
  );
  const ids: readonly PickleValue[] = broken.persistentIds;
  return { end: most - start, ids };
}
