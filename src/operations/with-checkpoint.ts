import type { ByteSource, OpenFile } from '../bytes/source.ts';
import type { Limits } from '../limits.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { open } from './open.ts';

/** The disk, as far as opening a checkpoint and its shards needs it. */
export interface Files {
  open(path: string): Promise<OpenFile>;
  /** The path of `name` in the folder of the file `path`. */
  sibling(path: string, name: string): string;
}

export interface OpeningOptions {
  readonly limits: Limits;
  /** Show what is left of a damaged file rather than refuse it. */
  readonly salvage?: boolean;
}

/** A checkpoint with all its files, open for as long as `use` takes. */
export async function withCheckpoint<Result>(
  path: string,
  files: Files,
  options: OpeningOptions,
  use: (checkpoint: Checkpoint, source: ByteSource) => Promise<Result>,
): Promise<Result> {
  const opened: OpenFile[] = [];
  const openSource = async (file: string) => {
    const one = await files.open(file);
    opened.push(one);
    return one.source;
  };
  try {
    const openSibling = (name: string) => openSource(files.sibling(path, name));
    const source = await openSource(path);
    return await use(await open(source, { ...options, openSibling }), source);
  } finally {
    for (const { close } of opened) await close();
  }
}
