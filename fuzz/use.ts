/** Everything that a user could do with a file, and what holds whatever it says. */
import { memorySource } from '../src/bytes/source.ts';
import { UsageError } from '../src/cli/command.ts';
import { CkptError } from '../src/errors.ts';
import { DEFAULT_LIMITS } from '../src/limits.ts';
import type { Checkpoint } from '../src/model/checkpoint.ts';
import { inspect } from '../src/operations/inspect.ts';
import { open } from '../src/operations/open.ts';
import { scan } from '../src/operations/scan.ts';
import { byteLengthOfTensor, tensorsOf } from '../src/operations/tensor-list.ts';
import { typedJsonText } from '../src/render/typed-json.ts';
import { examine } from '../src/security/examine.ts';
import { memoryHost } from '../test/support/memory-host.ts';
import { Broken, checkError, checkText } from './broken.ts';
import { COMMANDS, type Command } from './commands.ts';

/** Beyond so many bytes the commands that read tensors are not tried: they would only take longer. */
const MOST_DATA = 2 ** 18;
/** So many files are only opened and looked through for each with which a command is tried. */
const PER_COMMAND = 16;
/** And for each that is scanned, rules and all. */
const PER_SCAN = 6;

/** A number for these bytes: what is done with a mutant depends on nothing else. */
export function numberOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 ^ bytes.length;
  const step = Math.max(1, bytes.length >> 9);
  for (let index = 0; index < bytes.length; index += step) {
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

/** Opens the file and looks through it; of many files, some with everything else too. */
export async function useFile(name: string, bytes: Uint8Array): Promise<void> {
  const chosen = numberOf(bytes);
  const source = memorySource(name, bytes);
  await opened(name, bytes);
  if (chosen % PER_SCAN === 0) await scan(source);
  else await examine(source, { limits: DEFAULT_LIMITS });
  const turn = Math.floor(chosen / 8);
  if (turn % PER_COMMAND !== 0) return;
  const which = Math.floor(turn / PER_COMMAND);
  const command = COMMANDS[which % COMMANDS.length];
  if (command !== undefined) await useCommand(command, name, bytes);
  if (which % 3 === 0) await checkSameTwice(name, bytes);
}

/** Everything at once, for a few files that matter. */
export async function useFully(name: string, bytes: Uint8Array): Promise<void> {
  await opened(name, bytes);
  await scan(memorySource(name, bytes), { checksums: true });
  for (const command of COMMANDS) await useCommand(command, name, bytes);
  await checkSameTwice(name, bytes);
}

async function opened(
  name: string,
  bytes: Uint8Array,
  salvage = false,
): Promise<Checkpoint | undefined> {
  try {
    return await open(memorySource(name, bytes), { salvage });
  } catch (error) {
    checkError(error, name, bytes.length);
    return undefined;
  }
}

async function useCommand(command: Command, name: string, bytes: Uint8Array): Promise<void> {
  if (command.readsData === true && !(await isSmall(name, bytes))) return;
  const host = memoryHost({ [name]: bytes }, { color: false, width: 80 });
  try {
    await command.run(name, host);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    checkText(error.message, command.name);
  }
  checkText(host.stderr, `what ${command.name} tells`);
  checkText(host.stdout, `what ${command.name} writes`);
  if (host.openCount !== 0) throw new Broken('left-open', command.name);
  if (command.writes === 'json' && host.stdout !== '') checkJson(host.stdout, command);
}

function checkJson(text: string, { name }: Command): void {
  try {
    JSON.parse(text);
  } catch {
    throw new Broken('no-json', name);
  }
}

/** Whether all its tensors, each by itself, have few elements. */
async function isSmall(name: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const { root } = await open(memorySource(name, bytes));
    const byteLength = tensorsOf(root).reduce(
      (sum, { tensor }) => sum + byteLengthOfTensor(tensor),
      0,
    );
    return byteLength <= MOST_DATA;
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    return true;
  }
}

/** The same bytes give the same answer, also where each range is a copy of its own. */
async function checkSameTwice(name: string, bytes: Uint8Array): Promise<void> {
  const first = await typed(name, bytes);
  const second = await typed(name, bytes);
  if (first !== second) throw new Broken('not-the-same-twice', difference(first, second));
}

async function typed(name: string, bytes: Uint8Array): Promise<string> {
  const whole = memorySource(name, bytes);
  const source = {
    ...whole,
    read: async (start: number, end: number) => (await whole.read(start, end)).slice(),
  };
  try {
    return typedJsonText(await inspect(await open(source, { salvage: true })));
  } catch (error) {
    checkError(error, name, bytes.length);
    return String(error);
  }
}

function difference(first: string, second: string): string {
  const at = Array.from(first).findIndex((letter, index) => letter !== second[index]);
  return `${first.slice(at, at + 60)} and ${second.slice(at, at + 60)}`;
}
