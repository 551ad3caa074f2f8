import type { ByteSource, OpenFile } from '../bytes/source.ts';
import type { Directory } from '../runs/directory.ts';
import type { Host } from './host.ts';
import type { Interruption } from './interruption.ts';

/** Thrown where someone asked to stop. */
export class InterruptedError extends Error {}

type Disk = Pick<Host, 'open' | 'directory'>;

/** The same files, whose reading ends with an `InterruptedError` once someone asked to stop. */
export function interruptible(disk: Disk, interruption: Interruption): Disk {
  const file = ({ source, close }: OpenFile) => ({ source: heard(source, interruption), close });
  const folder = (inner: Directory): Directory => ({
    path: inner.path,
    name: inner.name,
    list: () => inner.list(),
    open: async (name) => file(await inner.open(name)),
    enter: (name) => folder(inner.enter(name)),
    parent() {
      const above = inner.parent();
      return above && folder(above);
    },
  });
  return {
    open: async (path) => file(await disk.open(path)),
    directory: (path) => folder(disk.directory(path)),
  };
}

function heard(source: ByteSource, { turn, isInterrupted }: Interruption): ByteSource {
  return {
    name: source.name,
    byteLength: source.byteLength,
    changed: async () => source.changed?.(),
    async read(start, end, memory) {
      await turn();
      if (isInterrupted()) throw new InterruptedError();
      return source.read(start, end, memory);
    },
  };
}
