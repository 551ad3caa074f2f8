import { crc32 } from '../../src/bytes/crc32.ts';
import type { NewFile } from '../../src/bytes/sink.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { Host } from '../../src/cli/host.ts';
import { SourceError } from '../../src/errors.ts';
import { sha256 } from './goldens.ts';
import { memoryDirectory } from './memory-directory.ts';

export interface MemoryHost extends Host {
  readonly stdout: string;
  readonly stderr: string;
  /** Files that are open. */
  readonly openCount: number;
  /** What was written, by path. */
  readonly written: ReadonlyMap<string, Uint8Array>;
  /** Asks to stop, as Ctrl-C does. */
  interrupt(): void;
}

/** A world in memory: files by name, and what was written to either stream. */
export function memoryHost(
  files: Readonly<Record<string, Uint8Array>> = {},
  terminal: Host['terminal'] = { color: false },
  pages: Readonly<Record<string, string>> = {},
): MemoryHost {
  let stdout = '';
  let stderr = '';
  let openCount = 0;
  const written = new Map<string, Uint8Array>();
  const handlers = new Set<() => void>();
  return {
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    get openCount() {
      return openCount;
    },
    async open(path) {
      const bytes = written.get(path) ?? files[path];
      if (Object.keys(files).some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`))) {
        throw new SourceError('a directory', { file: path }, { kind: 'directory' });
      }
      if (bytes === undefined) {
        throw new SourceError('no such file', { file: path }, { kind: 'no-such-file' });
      }
      openCount += 1;
      return {
        source: memorySource(path, bytes),
        close: async () => {
          openCount -= 1;
        },
      };
    },
    written,
    create: (path, replace) => newMemoryFile(path, replace, files, written),
    remove: async (path) => void written.delete(path),
    identity: (path) => (written.has(path) || path in files ? path : undefined),
    checksum: async () => crc32,
    directory: (path) => memoryDirectory(files, path),
    sibling: (path, name) => path.replace(/[^/]*$/, name),
    page: async (path) => pages[path],
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    hasher: async () => sha256,
    now: () => 0,
    onInterrupt(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
    turn: async () => {},
    interrupt() {
      for (const handler of handlers) handler();
    },
    terminal,
    isWatched: false,
  };
}

async function newMemoryFile(
  path: string,
  replace: boolean,
  files: Readonly<Record<string, Uint8Array>>,
  written: Map<string, Uint8Array>,
): Promise<NewFile> {
  if (!replace && (path in files || written.has(path))) {
    throw new SourceError('there is one already', { file: path }, { kind: 'exists' });
  }
  const pieces: Uint8Array[] = [];
  return {
    sink: { name: path, write: async (bytes) => void pieces.push(bytes.slice()) },
    commit: async () => void written.set(path, joined(pieces)),
    abort: async () => {},
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let position = 0;
  for (const piece of pieces) {
    all.set(piece, position);
    position += piece.byteLength;
  }
  return all;
}
