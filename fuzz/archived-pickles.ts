import { memorySource } from '../src/bytes/source.ts';
import { openZip } from '../src/containers/zip.ts';
import { CkptError } from '../src/errors.ts';
import { DEFAULT_LIMITS } from '../src/limits.ts';
import { seedFiles } from './seed-files.ts';
import type { Seed } from './target.ts';

const MOST_ARCHIVE_BYTES = 32_768;

/** The pickles inside of archives, which are what most checkpoints say. */
export async function archivedPickles(mostBytes: number): Promise<Seed[]> {
  const seeds: Seed[] = [];
  for (const { name, bytes } of seedFiles(/\.(?:pt|pth|ckpt|bin)$/, MOST_ARCHIVE_BYTES)) {
    const pickle = await pickleIn(name, bytes);
    if (pickle !== undefined && pickle.length <= mostBytes) seeds.push({ name, bytes: pickle });
  }
  return seeds;
}

async function pickleIn(name: string, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    const archive = await openZip(memorySource(name, bytes), DEFAULT_LIMITS);
    const entry = archive.entries.find((one) => one.name.endsWith('/data.pkl'));
    if (entry === undefined) return undefined;
    const source = archive.open(entry);
    return (await source.read(0, source.byteLength)).slice();
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    return undefined;
  }
}
