import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Host } from '../cli/host.ts';
import { openFile } from './file.ts';

/** The real disk and terminal. */
export function nodeHost(): Host {
  const { stdout, stderr, env } = process;
  // Whoever reads the answer may stop, as head does: that is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exitCode = 0;
  });
  const isTerminal = stdout.isTTY === true;
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const plain = env.NO_COLOR !== undefined && env.NO_COLOR !== '';
  return {
    open: openFile,
    sibling: (path, name) => join(dirname(path), name),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    sha256: () => {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
    },
    now: () => performance.now(),
    terminal: {
      ...(isTerminal && { width: stdout.columns, height: stdout.rows }),
      color: !plain && (forced || (isTerminal && env.TERM !== 'dumb')),
    },
    isWatched: stderr.isTTY === true,
  };
}
