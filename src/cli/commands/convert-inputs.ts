import { OpenFiles } from '../../bytes/open-files.ts';
import { isContentError } from '../../errors.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { merged } from '../../operations/convert/merge.ts';
import { open as openCheckpoint } from '../../operations/open.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import type { ConvertOptions } from './convert-options.ts';

/** What is read. */
export interface Inputs {
  readonly files: readonly string[];
  /** Throws where one of them is not what it was when it was opened: before anything is replaced by it. */
  readonly check: () => Promise<void>;
}

/** Opens what is to be read, all its files, and closes them when it was used. */
export async function withInputs(
  ins: readonly string[],
  options: ConvertOptions,
  host: Host,
  use: (checkpoint: Checkpoint, inputs: Inputs) => Promise<ExitCode>,
): Promise<ExitCode> {
  const limits = limitsFrom(options.limit ?? []);
  const files: string[] = [];
  const open = new OpenFiles();
  const opened = async (path: string) => {
    const source = open.add(await host.open(path));
    files.push(path);
    return source;
  };
  const check = () => open.check();
  try {
    const parts: Checkpoint[] = [];
    for (const file of ins) {
      const openSibling = (name: string) => opened(host.sibling(file, name));
      parts.push(await openCheckpoint(await opened(file), { limits, openSibling }));
    }
    return await use(merged(parts), { files, check });
  } catch (error) {
    // A file that is being written looks broken.
    if (isContentError(error)) await check();
    throw error;
  } finally {
    await open.close();
  }
}
