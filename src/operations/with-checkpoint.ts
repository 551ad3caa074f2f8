import { withOpenFiles } from '../bytes/open-files.ts';
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

/**
 * A checkpoint with all its files, open for as long as `use` takes. Throws a `SourceError` of kind
 * `changed` where one of them changed meanwhile, so what `use` gives is not to be shown before.
 */
export async function withCheckpoint<Result>(
  path: string,
  files: Files,
  options: OpeningOptions,
  use: (checkpoint: Checkpoint, source: ByteSource) => Promise<Result>,
): Promise<Result> {
  return withOpenFiles(async (opened) => {
    const openSource = async (file: string) => opened.add(await files.open(file));
    const openSibling = (name: string) => openSource(files.sibling(path, name));
    const source = await openSource(path);
    return use(await open(source, { ...options, openSibling }), source);
  });
}
