import { CkptError } from '../../errors.ts';
import { safeText } from '../../model/python-repr.ts';
import { sideFacts } from '../../operations/diff/index.ts';
import { sideText } from '../../render/diff/facts.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import type { DiffOptions } from './diff-options.ts';
import { diffTwo } from './diff-paths.ts';
import { diffRequest } from './diff-request.ts';
import { Targets } from './diff-targets.ts';

/** What git gives in place of a file that is not there. */
const NOTHING: ReadonlySet<string> = new Set(['/dev/null', 'nul', 'NUL']);

/**
 * As git calls what GIT_EXTERNAL_DIFF names: path, then file, hash and mode of the old and the new; for
 * one that was moved two more; for one with conflicts nothing. git takes any exit code but 0 for a
 * failure and shows no more files, so what cannot be read is said in the answer.
 */
export async function diffForGit(
  args: readonly string[],
  options: DiffOptions,
  host: Host,
): Promise<ExitCode> {
  const [path, oldFile, , , newFile] = args;
  if (path !== undefined && args.length === 1) {
    host.out(`ckpt diff ${safeText(path)}\n* conflicts are not merged\n`);
    return 0;
  }
  if (path === undefined || oldFile === undefined || newFile === undefined || args.length < 7) {
    throw new UsageError('--git takes what git gives: PATH OLD HASH MODE NEW HASH MODE');
  }
  const renamedTo = args[7] ?? path;
  const names = [`a/${path}`, `b/${renamedTo}`] as const;
  host.out(`ckpt diff ${names.map(safeText).join(' ')}\n`);
  // Both parts of the conversation are the answer here: git shows no other.
  const told: Host = { ...host, err: host.out, terminal: host.terminal, isWatched: false };
  if (NOTHING.has(oldFile)) await onlyOne('+', names[1], newFile, options, told);
  else if (NOTHING.has(newFile)) await onlyOne('-', names[0], oldFile, options, told);
  else {
    const [left, right] = [
      { path: oldFile, name: names[0] },
      { path: newFile, name: names[1] },
    ];
    await diffTwo(left, right, await diffRequest(options), told);
  }
  return 0;
}

async function onlyOne(
  mark: '+' | '-',
  name: string,
  file: string,
  options: DiffOptions,
  host: Host,
): Promise<void> {
  const targets = new Targets(host, limitsFrom(options.limit ?? []));
  try {
    const { side } = await targets.open(file, name);
    await targets.check();
    if (side !== undefined) host.out(`${mark} ${sideText(sideFacts(side, name))}\n`);
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    host.out(`${mark} ${safeText(name)}: ${safeText(error.finding)}\n`);
  } finally {
    await targets.close();
  }
}
