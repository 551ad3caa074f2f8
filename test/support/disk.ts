import { join } from 'node:path';
import { run } from '../../src/cli/run.ts';
import { nodeDirectory } from '../../src/node/directory.ts';
import { openFile } from '../../src/node/file.ts';
import { memoryHost } from './memory-host.ts';

/** A command on the real disk, in a terminal of 100 columns; paths begin at `folder`. */
export async function ckptIn(folder: string, ...argv: string[]) {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const host = {
    ...memoryHost({}, { color: false, width: 100 }),
    open: (path: string) => openFile(join(folder, path)),
    directory: (path: string) => nodeDirectory(join(folder, path)),
    sibling: (path: string, name: string) => join(path, '..', name),
    out: write,
    err: write,
  };
  const exitCode = await run(argv, host);
  return { exitCode, output, lines: output.split('\n').map((line) => line.trim()) };
}
