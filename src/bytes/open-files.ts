import { isContentError, SourceError } from '../errors.ts';
import type { ByteSource, OpenFile } from './source.ts';

/** The files that one piece of work holds open. */
export class OpenFiles {
  readonly #opened: OpenFile[] = [];

  add(file: OpenFile): ByteSource {
    this.#opened.push(file);
    return file.source;
  }

  /** Throws a `SourceError` of kind `changed` where one is not what it was when it was opened. */
  async check(): Promise<void> {
    for (const { source } of this.#opened) await checkUnchanged(source);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#opened.splice(0).map((file) => file.close()));
  }
}

/** For sources that can tell; others are taken to stay as they are. */
export async function checkUnchanged(source: ByteSource): Promise<void> {
  const how = await source.changed?.();
  if (how === undefined) return;
  throw new SourceError(`${how} while it was read`, { file: source.name }, { kind: 'changed' });
}

/**
 * Work on files, which are closed in the end. What came of it counts only if they are still what they
 * were: the beginning of one and the end of another make a checkpoint that never was.
 */
export async function withOpenFiles<Result>(
  work: (files: OpenFiles) => Promise<Result>,
): Promise<Result> {
  const files = new OpenFiles();
  try {
    const result = await work(files);
    await files.check();
    return result;
  } catch (error) {
    // A file that is being written looks broken.
    if (isContentError(error)) await files.check();
    throw error;
  } finally {
    await files.close();
  }
}
