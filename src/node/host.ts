import { fstatSync, readFileSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import type { Host } from '../cli/host.ts';
import { nodeDirectory } from './directory.ts';
import { handleOf, identity, openFile } from './file.ts';
import { onInterrupt } from './signals.ts';
import { writeAnswer, writeMessage, writeToStream } from './stdout.ts';

/** The real disk and terminal. */
export function nodeHost(docs: string): Host {
  const { env } = process;
  const isTerminal = mayBeTerminal(1) && process.stdout.isTTY === true;
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const plain = env.NO_COLOR !== undefined && env.NO_COLOR !== '';
  return {
    open: openFile,
    directory: (path) => nodeDirectory(path),
    sibling: (path, name) => join(dirname(path), name),
    async create(path, replace) {
      const { createFile } = await import('./new-file.ts');
      return createFile(path, replace);
    },
    async remove(path) {
      const { removeFile } = await import('./new-file.ts');
      await removeFile(path);
    },
    identity,
    page: async (path) => textAt(join(docs, path)),
    out: isTerminal ? writeToStream : writeAnswer,
    err: writeMessage,
    async hasher() {
      // Loading it takes as long as inspecting a file.
      const { createHash } = await import('node:crypto');
      return () => {
        const hash = createHash('sha256');
        return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
      };
    },
    async reduceWorkers() {
      const { startReduceWorkers } = await import('./reduce-workers.ts');
      return startReduceWorkers(handleOf);
    },
    async copyWorkers() {
      const [{ startCopyWorkers }, { handleOfSink }] = await Promise.all([
        import('./copy-workers.ts'),
        import('./new-file.ts'),
      ]);
      return startCopyWorkers({ ofSource: handleOf, ofSink: handleOfSink });
    },
    async checksum() {
      const { crc32 } = await import('node:zlib');
      return crc32;
    },
    now: () => Date.now(),
    onInterrupt,
    turn: () => new Promise((resolve) => void setImmediate(resolve)),
    terminal: {
      ...(isTerminal && { width: process.stdout.columns, height: process.stdout.rows }),
      color: !plain && (forced || (isTerminal && env.TERM !== 'dumb')),
    },
    get isWatched() {
      return mayBeTerminal(2) && process.stderr.isTTY === true;
    },
  };
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Asking `process.stdout` loads all of Node’s streams; this answers before, but for devices that are
 * no terminal: those it leaves to whoever asks on. `/dev/null` is the commonest.
 */
function mayBeTerminal(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isCharacterDevice() && stats.rdev !== statSync(devNull).rdev;
  } catch {
    return false;
  }
}
