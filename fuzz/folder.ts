/** Everything that a user could do with a folder in which a file stands. */
import { inspectFiles } from '../src/cli/commands/inspect-files.ts';
import { listPaths } from '../src/cli/commands/list-paths.ts';
import { scanFiles } from '../src/cli/commands/scan-files.ts';
import { validateFiles } from '../src/cli/commands/validate-files.ts';
import type { ExitCode, Host } from '../src/cli/host.ts';
import { DEFAULT_LIMITS } from '../src/limits.ts';
import { readRun } from '../src/runs/index.ts';
import { memoryDirectory } from '../test/support/memory-directory.ts';
import { memoryHost } from '../test/support/memory-host.ts';
import { Broken, checkText } from './broken.ts';
import { numberOf } from './use.ts';

/** Files by their paths; the folder that is looked at is `run`. */
export type Folder = Readonly<Record<string, Uint8Array>>;

type Use = (host: Host) => Promise<ExitCode>;

const FOLDER = 'run';
const ALL = { format: 'text', all: true } as const;
/** So many folders are only read for each that is shown, listed, validated or scanned. */
const PER_COMMAND = 12;

const COMMANDS: readonly Use[] = [
  (host) => inspectFiles([FOLDER], { format: 'text' }, host),
  (host) => inspectFiles([FOLDER], ALL, host),
  (host) => inspectFiles([FOLDER], { format: 'json' }, host),
  (host) => inspectFiles([FOLDER], { format: 'yaml' }, host),
  (host) => validateFiles([FOLDER], { format: 'text' }, host),
  (host) => validateFiles([FOLDER], { format: 'sarif', for: ['resume', 'share'] }, host),
  (host) => listPaths([FOLDER], { format: 'text' }, host),
  (host) => listPaths([FOLDER], { format: 'csv', runs: true }, host),
  (host) => scanFiles([FOLDER], { format: 'text', failOn: 'suspicious' }, host),
];

/** Puts `bytes` into one of the folders: which of them, and what is done with it, the bytes decide. */
export async function useInFolder(
  bytes: Uint8Array,
  folders: readonly ((bytes: Uint8Array) => Folder)[],
): Promise<void> {
  const number = numberOf(bytes);
  const folder = folders[number % folders.length]?.(bytes) ?? {};
  await readRun(memoryDirectory(folder, FOLDER), { limits: DEFAULT_LIMITS });
  const turn = Math.floor(number / 64);
  if (turn % PER_COMMAND !== 0) return;
  const use = COMMANDS[Math.floor(turn / PER_COMMAND) % COMMANDS.length];
  if (use === undefined) return;
  await useFiles(folder, use);
}

/** A command over files: nothing that could act on a terminal comes out, and nothing stays open. */
export async function useFiles(files: Folder, use: Use): Promise<void> {
  const host = memoryHost(files, { color: false, width: 80 });
  await use(host);
  checkText(host.stdout, 'what is written');
  checkText(host.stderr, 'what is told');
  if (host.openCount !== 0) throw new Broken('left-open', 'a file of the folder');
}
