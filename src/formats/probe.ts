import type { ByteSource } from '../bytes/source.ts';
import { hasZipSignature, openZip } from '../containers/zip.ts';
import { MalformedError } from '../errors.ts';
import type { OpenContext, Probe } from './format.ts';
import { salvageArchive } from './pytorch/salvage.ts';
import { zipRecords } from './zip-records.ts';

/** Enough for every signature whose files begin with their header. */
const FIRST_BYTES = 16;
/** For what has none: a tar’s is at 257, an error page may begin with blank lines. */
const MORE_BYTES = 4096;
const OPENING_BRACE = 0x7b;

/**
 * Reads what recognizing takes: 16 bytes and, of a zip archive, the directory. Further bytes only of
 * files that are neither a zip archive nor safetensors, so that no tensor data is read. Throws where
 * the file begins as a zip archive and has no directory.
 */
export async function probe(
  source: ByteSource,
  { limits, salvage = false }: OpenContext,
): Promise<Probe> {
  const head = await firstBytes(source, FIRST_BYTES);
  if (hasZipSignature(head)) {
    const archive = await openZip(source, limits).catch((error: unknown) => {
      if (!salvage || !(error instanceof MalformedError)) throw error;
      return salvageArchive(source, limits, error);
    });
    return { source, head, zip: zipRecords(archive) };
  }
  if (head[8] === OPENING_BRACE) return { source, head };
  return { source, head: await firstBytes(source, MORE_BYTES) };
}

export function firstBytes(source: ByteSource, most: number): Promise<Uint8Array> {
  return source.read(0, Math.min(most, source.byteLength));
}
