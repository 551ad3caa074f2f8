import type { Checkpoint } from '../../model/checkpoint.ts';
import { merged } from '../../operations/convert/merge.ts';
import { open } from '../../operations/open.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import type { ConvertOptions } from './convert-options.ts';

/** Opens what is to be read, all its files, and closes them when it was used. */
export async function withInputs(
  ins: readonly string[],
  options: ConvertOptions,
  host: Host,
  use: (checkpoint: Checkpoint, files: readonly string[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const limits = limitsFrom(options.limit ?? []);
  const files: string[] = [];
  const closes: (() => Promise<void>)[] = [];
  const opened = async (path: string) => {
    const { source, close } = await host.open(path);
    files.push(path);
    closes.push(close);
    return source;
  };
  try {
    const parts: Checkpoint[] = [];
    for (const file of ins) {
      const openSibling = (name: string) => opened(host.sibling(file, name));
      parts.push(await open(await opened(file), { limits, openSibling }));
    }
    return await use(merged(parts), files);
  } finally {
    for (const close of closes) await close();
  }
}
