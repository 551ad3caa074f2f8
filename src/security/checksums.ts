/** Reading every byte of an archive, to compare it with its checksums. */
import { crc32 } from '../bytes/crc32.ts';
import type { ByteSource } from '../bytes/source.ts';
import { openEntry } from '../containers/zip-entry.ts';
import { isContentError } from '../errors.ts';
import type { Examination } from './examination.ts';
import type { Member } from './zip-members.ts';

const CHUNK_BYTES = 2 ** 20;

export async function compareChecksums(
  source: ByteSource,
  members: readonly Member[],
  examination: Examination,
): Promise<void> {
  let count = 0;
  let missing = 0;
  for (const { entry, headerOffset } of members) {
    // Some writers leave checksums out.
    if (entry.crc32 === 0 && entry.byteLength > 0) missing += 1;
    else {
      count += 1;
      try {
        const sum = await checksumOf(openEntry(source, { ...entry, headerOffset }));
        if (sum === entry.crc32) continue;
        examination.integrity('damaged', `the checksum of entry "${entry.name}" is wrong`);
      } catch (error) {
        if (!isContentError(error)) throw error;
        examination.integrity('damaged', error.finding);
      }
    }
  }
  examination.compared(count, missing);
}

async function checksumOf(bytes: ByteSource): Promise<number> {
  let sum = 0;
  for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES) {
    const end = Math.min(start + CHUNK_BYTES, bytes.byteLength);
    sum = crc32(await bytes.read(start, end), sum);
  }
  return sum;
}
