import type { Checksum } from '../bytes/crc32.ts';
import type { NewFile } from '../bytes/sink.ts';
import type { OpenFile } from '../bytes/source.ts';
import type { CopyWorkers } from '../operations/convert/workers.ts';
import type { Sha256 } from '../operations/digest.ts';
import type { ReduceWorkers } from '../operations/workers.ts';
import type { Directory } from '../runs/directory.ts';

/** 0 yes, 1 no, 2 could not tell, 130 was interrupted (143, where a signal to end came). */
export type ExitCode = 0 | 1 | 2 | 130;

/** The outside: all that the program touches. */
export interface Host {
  /** Opens a regular file. Throws a `SourceError` that says what is in the way. */
  open(path: string): Promise<OpenFile>;
  /** A folder; nothing is read yet. */
  directory(path: string): Directory;
  /** The path of `name` in the folder of the file `path`. */
  sibling(path: string, name: string): string;
  /**
   * A file that gets the name `path` when all of it is written. Throws a `SourceError`, of kind `exists`
   * where there is one and it may not be replaced.
   */
  create(path: string, replace: boolean): Promise<NewFile>;
  /** Removes a file, if there is one. */
  remove(path: string): Promise<void>;
  /** What tells a file from others, whatever names it has; `undefined` where there is none. */
  identity(path: string): string | undefined;
  /** A page of the documentation that the program came with, by its path below `docs`. */
  page(path: string): Promise<string | undefined>;
  /** The answer. Throws an `OutputError` where it cannot be written. */
  out(text: string): void;
  /** The conversation. */
  err(text: string): void;
  /** What makes a new SHA-256 each time. */
  hasher(): Promise<() => Sha256>;
  /** Threads that read and reduce tensors beside us, where there are any. */
  reduceWorkers?(): Promise<ReduceWorkers | undefined>;
  /** Threads that copy from file to file beside us, where there are any. */
  copyWorkers?(): Promise<CopyWorkers | undefined>;
  /** What computes CRC-32 checksums fastest. */
  checksum(): Promise<Checksum>;
  /** Milliseconds, to tell how long things take. */
  now(): number;
  /**
   * Calls `handler` when someone asks to stop, once: who asks again stops the program as it is. Gives what
   * makes an end of that.
   */
  onInterrupt(handler: () => void): () => void;
  /** Lets what waits have its turn: files are read at once, and no one is heard meanwhile. */
  turn(): Promise<void>;
  /** Where the answer goes. Without a width no line is cut. */
  readonly terminal: { readonly width?: number; readonly height?: number; readonly color: boolean };
  /** Whether someone watches `err`. */
  readonly isWatched: boolean;
}
