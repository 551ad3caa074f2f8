import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ByteSink, NewFile } from '../bytes/sink.ts';
import { SourceError } from '../errors.ts';
import { beforeSignal } from './signals.ts';

const HANDLES = new WeakMap<ByteSink, number>();

/** What the system knows a file by that is being written, in every thread. */
export function handleOfSink(sink: ByteSink): number | undefined {
  return HANDLES.get(sink);
}

/**
 * A new file at `path`, written under another name beside it. Throws a `SourceError` of kind `exists`
 * where there is one already, when it is made and again when it is committed, unless it may be replaced.
 */
export async function createFile(path: string, replace: boolean): Promise<NewFile> {
  if (!replace && fs.existsSync(path)) throw exists(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
  const stopListening = beforeSignal(() => fs.rmSync(temporary, { force: true }));
  let handle: fs.promises.FileHandle;
  try {
    handle = await saying(path, () => fs.promises.open(temporary, 'wx', modeOf(path)));
  } catch (error) {
    stopListening();
    throw error;
  }
  let isOpen = true;
  let position = 0;
  let settling: Promise<void> | undefined;
  let settlingFailed: unknown;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    HANDLES.delete(sink);
    await settling;
    await handle.close();
  };
  const discard = async () => {
    try {
      await close();
    } finally {
      await fs.promises.rm(temporary, { force: true });
      stopListening();
    }
  };
  const writeAt = (bytes: Uint8Array, start: number) =>
    saying(path, async () => {
      for (let done = 0; done < bytes.byteLength; ) {
        const left = bytes.byteLength - done;
        const { bytesWritten } = await handle.write(bytes, done, left, start + done);
        if (bytesWritten === 0) throw new Error('the system takes no more bytes');
        done += bytesWritten;
      }
    });
  const sink: ByteSink = {
    name: path,
    writeAt,
    async write(bytes) {
      const start = position;
      position += bytes.byteLength;
      await writeAt(bytes, start);
    },
  };
  HANDLES.set(sink, handle.fd);
  return {
    sink,
    settle() {
      if (settling !== undefined || !isOpen) return;
      // The system tells of what it could not write only once, and this may be when.
      const failed = (error: unknown) => {
        settlingFailed ??= error;
      };
      settling = handle
        .datasync()
        .catch(failed)
        .then(() => {
          settling = undefined;
        });
    },
    async commit() {
      try {
        await saying(path, async () => {
          await settling;
          if (settlingFailed !== undefined) throw settlingFailed;
          await handle.sync();
          await close();
          if (replace) await fs.promises.rename(temporary, path);
          else await giveName(temporary, path);
        });
      } catch (error) {
        await discard().catch(() => {});
        throw error;
      }
      stopListening();
      await syncFolder(dirname(path));
    },
    async abort() {
      // Whatever is in the way now, what went wrong before it is what is to be said.
      await discard().catch(() => {});
    },
  };
}

/** A file that replaces one has its permissions. */
function modeOf(path: string): number {
  const stats = fs.statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0o666 : stats.mode & 0o777;
}

/** A second name fails where a rename would replace; not every file system has second names. */
async function giveName(temporary: string, path: string): Promise<void> {
  try {
    await fs.promises.link(temporary, path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' || fs.existsSync(path)) throw exists(path);
    await fs.promises.rename(temporary, path);
    return;
  }
  // The file is there; only its other name might stay.
  const remove = () => fs.promises.rm(temporary, { force: true });
  await remove()
    .catch(remove)
    .catch(() => {});
}

/** The new name is durable when its folder is. Folders cannot be synced everywhere. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await fs.promises.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The file is there all the same.
  }
}

function exists(path: string): SourceError {
  return new SourceError('there is one already', { file: path }, { kind: 'exists' });
}

async function saying<Result>(path: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const { code = 'unknown', message } = error as NodeJS.ErrnoException;
    const [kind, finding] = REASONS[code] ?? ['write', `writing failed: ${message}`];
    throw new SourceError(finding, { file: path }, { kind, cause: error });
  }
}

const REASONS: Readonly<Record<string, readonly [kind: string, finding: string]>> = {
  ENOENT: ['no-such-folder', 'no such folder'],
  ENOTDIR: ['no-such-folder', 'no such folder: a part of its path is a file'],
  EACCES: ['no-write-permission', 'no permission to write there'],
  EPERM: ['no-write-permission', 'no permission to write there'],
  EROFS: ['no-write-permission', 'the file system is read-only'],
  ENOSPC: ['disk-full', 'the disk is full'],
  EDQUOT: ['disk-full', 'the quota is used up'],
  EFBIG: ['too-large-for-disk', 'the file system takes no file that large'],
  EISDIR: ['directory', 'a directory'],
};

/** Removes a file, if there is one. */
export async function removeFile(path: string): Promise<void> {
  await saying(path, () => fs.promises.rm(path, { force: true }));
}
