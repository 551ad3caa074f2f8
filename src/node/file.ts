import * as fs from 'node:fs';
import { byteSource } from '../bytes/source.ts';
import type { OpenFile } from '../cli/host.ts';
import { SourceError } from '../errors.ts';

/**
 * Opens a regular file for reading by ranges. Its length is what it was when it was opened. Throws a
 * `SourceError` whose kind says what is in the way: `no-such-file`, `no-permission`, `directory`,
 * `unpacked-checkpoint`, `not-a-file`.
 */
export async function openFile(path: string): Promise<OpenFile> {
  const stats = await asked<fs.Stats>(path, (done) => fs.stat(path, done));
  if (stats.isDirectory()) throw await directoryError(path);
  if (!stats.isFile()) {
    throw new SourceError('a pipe or device, not a file', { file: path }, { kind: 'not-a-file' });
  }
  const handle = await asked<number>(path, (done) => fs.open(path, 'r', done));
  const { size } = await asked<fs.Stats>(path, (done) => fs.fstat(handle, done));
  return {
    source: byteSource(path, size, (start, end) => readRange(path, handle, start, end)),
    close: () => asked<void>(path, (done) => fs.close(handle, (error) => done(error, undefined))),
  };
}

/** Reads until all bytes are there: a single read may give fewer. */
async function readRange(
  path: string,
  handle: number,
  start: number,
  end: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.byteLength) {
    const count = await asked<number>(path, (done) =>
      fs.read(handle, bytes, filled, bytes.byteLength - filled, start + filled, done),
    );
    if (count === 0) {
      throw new SourceError(
        `the file ends at ${start + filled}: it got shorter while it was read`,
        { file: path, offset: start + filled },
        { kind: 'changed' },
      );
    }
    filled += count;
  }
  return bytes;
}

type Done<Result> = (error: NodeJS.ErrnoException | null, result: Result) => void;

/** Asks the system for something and gives its refusals in our words. */
function asked<Result>(path: string, ask: (done: Done<Result>) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    ask((error, result) => (error === null ? resolve(result) : reject(sourceError(path, error))));
  });
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

async function directoryError(path: string): Promise<SourceError> {
  const names = await namesIn(path);
  const folder = await holdsPickle(path, names);
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

/** The folder below `path` in which a `data.pkl` lies, or `.`. */
async function holdsPickle(path: string, names: readonly string[]): Promise<string | undefined> {
  if (names.includes('data.pkl')) return '.';
  for (const name of names.slice(0, 4)) {
    const inner = await namesIn(`${path}/${name}`);
    if (inner.includes('data.pkl')) return name;
  }
  return undefined;
}

function namesIn(path: string): Promise<string[]> {
  return new Promise((resolve) => {
    fs.readdir(path, (error, names) => resolve(error === null ? names : []));
  });
}
