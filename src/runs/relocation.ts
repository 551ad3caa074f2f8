import { belowRecorded, inFolder, stepsOf } from './recorded-path.ts';

export interface Relocation {
  /** Of the file that recorded the path, below the run. */
  readonly folder: string;
  /** Where that folder was when the path was recorded. */
  readonly dirpath: string | undefined;
}

/**
 * Where in the run a recorded path leads. Runs are moved and copied, so what counts is where it lay
 * beside the file that recorded it. `undefined`: outside of the run, as the folder of the run before,
 * which training was resumed from.
 */
export function relocated(recorded: string, { folder, dirpath }: Relocation): string | undefined {
  const from = dirpath === undefined ? [] : stepsOf(dirpath);
  const to = stepsOf(recorded);
  const isAbsolute = (path: string) => /^(?:[\\/]|[A-Za-z]:|\w+:\/\/)/.test(path);
  if (from.length === 0 || isAbsolute(recorded) !== isAbsolute(dirpath ?? '')) {
    return inFolder(folder, belowRecorded(recorded, undefined));
  }
  const shared = from.findIndex((step, index) => step !== to[index]);
  const common = shared < 0 ? from.length : shared;
  if (common === 0 || to.slice(common).includes('..')) return undefined;
  const here = folder === '' ? [] : folder.split('/');
  const up = from.length - common;
  if (up > here.length) return undefined;
  const base = here.slice(0, here.length - up);
  return [...base, ...to.slice(common)].join('/');
}
