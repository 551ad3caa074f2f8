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
      const bytes = files[path];
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
