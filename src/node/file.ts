import * as fs from 'node:fs';
import { type ByteSource, byteSource, type OpenFile } from '../bytes/source.ts';
import { SourceError } from '../errors.ts';

/**
 * Opens a regular file for reading by ranges. Its length is what it was when it was opened. Throws a
 * `SourceError` whose kind says what is in the way: `no-such-file`, `no-permission`, `directory`,
 * `unpacked-checkpoint`, `not-a-file`.
 *
 * Opening and small reads are done at once, while everything waits: handing them to a thread takes
 * longer than doing them, and headers are many small reads.
 */
export async function openFile(path: string): Promise<OpenFile> {
  // Opening a device may act on it, so what it is is asked before, and once more of what was opened.
  checkKind(
    path,
    saying(path, () => fs.statSync(path)),
  );
  const handle = saying(path, () => fs.openSync(path, READING));
  const opened = stateOrClose(path, handle);
  const source: ByteSource = {
    ...byteSource(path, Number(opened.size), (...range) => readRange(path, handle, ...range)),
    changed: async () => changeSince(opened, stateOf(path, handle)),
  };
  HANDLES.set(source, handle);
  return {
    source,
    async close() {
      HANDLES.delete(source);
      closed(handle);
    },
  };
}

/** A pipe that took the place of a file meanwhile must not keep us waiting for someone to write. */
const READING = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

function checkKind(path: string, stats: Pick<fs.Stats, 'isDirectory' | 'isFile'>): void {
  if (stats.isDirectory()) throw directoryError(path);
  if (stats.isFile()) return;
  throw new SourceError('a pipe or device, not a file', { file: path }, { kind: 'not-a-file' });
}

type State = Pick<fs.BigIntStats, 'size' | 'mtimeNs' | 'isFile' | 'isDirectory'>;

function stateOf(path: string, handle: number): State {
  return saying(path, () => fs.fstatSync(handle, { bigint: true }));
}

function stateOrClose(path: string, handle: number): State {
  try {
    const state = stateOf(path, handle);
    checkKind(path, state);
    return state;
  } catch (error) {
    closed(handle);
    throw error;
  }
}

function closed(handle: number): void {
  try {
    fs.closeSync(handle);
  } catch {
    // It was only read.
  }
}

/** A file that another took the name of is not changed: what is open stays what it was. */
function changeSince(before: State, now: State): string | undefined {
  if (now.size < before.size) return 'it got shorter';
  if (now.size > before.size) return 'it grew';
  return now.mtimeNs === before.mtimeNs ? undefined : 'it was written to';
}

const HANDLES = new WeakMap<ByteSource, number>();

/** What the system knows an open file by, in every thread; `undefined` for any other source. */
export function handleOf(source: ByteSource): number | undefined {
  return HANDLES.get(source);
}

/** What tells a file from others, whatever names it has. */
export function identity(path: string): string | undefined {
  try {
    const { dev, ino } = fs.statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

const SMALL_BYTES = 64 * 1024;

/** Reads until all bytes are there: a single read may give fewer. */
async function readRange(
  path: string,
  handle: number,
  start: number,
  end: number,
  memory?: Uint8Array,
): Promise<Uint8Array> {
  const isEnough = memory !== undefined && memory.byteLength >= end - start;
  const bytes = isEnough ? memory.subarray(0, end - start) : new Uint8Array(end - start);
  for (let filled = 0; filled < bytes.byteLength; ) {
    const left = bytes.byteLength - filled;
    const position = start + filled;
    const count =
      left <= SMALL_BYTES
        ? saying(path, () => fs.readSync(handle, bytes, filled, left, position))
        : await read(path, handle, bytes.subarray(filled), position);
    if (count === 0) {
      throw new SourceError(
        `the file ends at ${position}: it got shorter while it was read`,
        { file: path, offset: position },
        { kind: 'changed' },
      );
    }
    filled += count;
  }
  return bytes;
}

function read(path: string, handle: number, into: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(handle, into, 0, into.byteLength, position, (error, count) => {
      if (error === null) resolve(count);
      else reject(sourceError(path, error));
    });
  });
}

/** Asks the system for something, and says its refusals in our words. */
function saying<Result>(path: string, ask: () => Result): Result {
  try {
    return ask();
  } catch (error) {
    throw sourceError(path, error as NodeJS.ErrnoException);
  }
}

const REASONS: Readonly<Record<string, readonly [kind: string, finding: string]>> = {
  ENOENT: ['no-such-file', 'no such file'],
  ENOTDIR: ['no-such-file', 'no such file: a part of its path is no directory'],
  EACCES: ['no-permission', 'no permission to read it'],
  EPERM: ['no-permission', 'no permission to read it'],
  ELOOP: ['link-loop', 'symbolic links lead in a circle'],
  ENAMETOOLONG: ['no-such-file', 'no file has so long a name'],
};

function sourceError(file: string, cause: NodeJS.ErrnoException): SourceError {
  const [kind, finding] = REASONS[cause.code ?? ''] ?? ['io', `reading failed: ${cause.message}`];
  return new SourceError(finding, { file }, { kind, cause });
}

const CHECKPOINT_NAME =
  /\.(?:safetensors\.index\.json|bin\.index\.json|ckpt|pth?|bin|safetensors)$/;

function directoryError(path: string): SourceError {
  const names = namesIn(path);
  const folder = names.includes('data.pkl')
    ? '.'
    : names.slice(0, 4).find((name) => namesIn(`${path}/${name}`).includes('data.pkl'));
  if (folder !== undefined) {
    return new SourceError(
      'a directory: a checkpoint that was unpacked',
      { file: path },
      { kind: 'unpacked-checkpoint', data: { folder } },
    );
  }
  const checkpoints = names.filter((name) => CHECKPOINT_NAME.test(name)).sort(byUsefulness);
  const [first, ...others] = checkpoints;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const holds = first === undefined ? '' : `; it holds ${first}${more}`;
  return new SourceError(`a directory, not a file${holds}`, { file: path }, { kind: 'directory' });
}

/** An index opens all its shards. */
function byUsefulness(a: string, b: string): number {
  return Number(b.endsWith('.json')) - Number(a.endsWith('.json')) || (a < b ? -1 : 1);
}

function namesIn(path: string): string[] {
  try {
    return fs.readdirSync(path);
  } catch {
    return [];
  }
}
