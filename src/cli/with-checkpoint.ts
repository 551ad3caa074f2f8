import type { Limits } from '../limits.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { open } from '../operations/open.ts';
import type { Host } from './host.ts';

/** Opens a checkpoint, all its files, and closes them once it was used. */
export async function withCheckpoint<Result>(
  file: string,
  limits: Limits,
  host: Host,
  use: (checkpoint: Checkpoint) => Promise<Result>,
): Promise<Result> {
  const { source, close } = await host.open(file);
  const opened = [close];
  try {
    const checkpoint = await open(source, {
      limits,
      openSibling: async (name) => {
        const sibling = await host.open(host.sibling(file, name));
        opened.push(sibling.close);
        return sibling.source;
      },
    });
    return await use(checkpoint);
  } finally {
    for (const closeOne of opened) await closeOne();
  }
}
