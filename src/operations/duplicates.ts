import { checkUnchanged } from '../bytes/open-files.ts';
import type { ByteSource } from '../bytes/source.ts';
import { CkptError } from '../errors.ts';
import type { Sha256 } from './digest.ts';
import type { FoundCheckpoint, FoundFolder } from './found.ts';

/** Read at a time: what a disk likes, and no more memory than that. */
const CHUNK_BYTES = 1024 * 1024;

export interface HashOptions {
  readonly isInterrupted?: () => boolean;
  readonly onHashed?: (byteLength: number) => void;
  /** Called where its headers could be read, and now it cannot: whether it is a duplicate is not known. */
  readonly onUnread?: (error: CkptError, path: string) => void;
}

/** Finds files with the same bytes. Only files that share their length with another are read. */
export class Duplicates {
  readonly #sha256: () => Sha256;
  /** How many files have a length. */
  readonly #counts = new Map<number, number>();
  readonly #first = new Map<string, string>();

  constructor(folders: readonly FoundFolder[], sha256: () => Sha256) {
    this.#sha256 = sha256;
    for (const { checkpoints } of folders) {
      for (const found of checkpoints) {
        const { byteLength = 0 } = found;
        if (isHashable(found))
          this.#counts.set(byteLength, (this.#counts.get(byteLength) ?? 0) + 1);
      }
    }
  }

  /** How many bytes there are to read. */
  get byteLength(): number {
    return Array.from(this.#counts).reduce(
      (sum, [length, count]) => sum + (count > 1 ? count * length : 0),
      0,
    );
  }

  #isCandidate(found: FoundCheckpoint): boolean {
    return isHashable(found) && (this.#counts.get(found.byteLength ?? 0) ?? 0) > 1;
  }

  /** The digest of its bytes; `undefined` for one that is alone with its length, or unreadable. */
  async digestOf(found: FoundCheckpoint, options: HashOptions = {}): Promise<string | undefined> {
    if (!this.#isCandidate(found)) return undefined;
    try {
      const { source, close } = await found.directory.open(found.entry.name);
      try {
        const digest = await this.#digest(source, options);
        await checkUnchanged(source);
        return digest;
      } finally {
        await close();
      }
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      options.onUnread?.(error, found.path);
      return undefined;
    }
  }

  /** The path of the first file that had this digest. */
  earlier(path: string, digest: string | undefined): string | undefined {
    if (digest === undefined) return undefined;
    const first = this.#first.get(digest);
    if (first === undefined) this.#first.set(digest, path);
    return first;
  }

  async #digest(
    source: ByteSource,
    { isInterrupted, onHashed }: HashOptions,
  ): Promise<string | undefined> {
    const hash = this.#sha256();
    for (let start = 0; start < source.byteLength; start += CHUNK_BYTES) {
      if (isInterrupted?.() === true) return undefined;
      const chunk = await source.read(start, Math.min(source.byteLength, start + CHUNK_BYTES));
      hash.update(chunk);
      onHashed?.(chunk.byteLength);
    }
    return hash.digest();
  }
}

/** A link to a file is no copy of it. */
function isHashable({ kind, entry, byteLength, isAsked }: FoundCheckpoint): boolean {
  return isAsked && kind === 'file' && entry.kind === 'file' && (byteLength ?? 0) > 0;
}
