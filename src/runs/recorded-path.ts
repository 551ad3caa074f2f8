/** Paths that a checkpoint or config recorded on another machine, as places in the run that is here. */
import type { Directory } from './directory.ts';

/** The steps of a path of any system, and of a URL: `file:///a/b`, `C:\a\b`. */
export function stepsOf(path: string): readonly string[] {
  return path.split(/[\\/]+/).filter((step) => step !== '' && step !== '.');
}

export function baseName(path: string): string {
  return stepsOf(path).at(-1) ?? '';
}

/** What of `path` lies below the folder `above`, both as recorded; else its last step. */
export function belowRecorded(path: string, above: string | undefined): string {
  const steps = stepsOf(path);
  const aboveSteps = above === undefined ? [] : stepsOf(above);
  const isBelow =
    aboveSteps.length > 0 &&
    aboveSteps.length < steps.length &&
    aboveSteps.every((step, index) => step === steps[index]) &&
    !steps.includes('..');
  return isBelow ? steps.slice(aboveSteps.length).join('/') : baseName(path);
}

/** The folder of a path below the run; empty for the run’s own. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/**
 * Whether two folders can be the same one on two machines: as far as both are known, and at most two
 * steps, they end alike. Above that everyone’s folders differ.
 */
export function endsAlike(recorded: string, found: readonly string[]): boolean {
  const steps = stepsOf(recorded);
  const known = Math.min(steps.length, found.length, 2);
  return [1, 2].every((back) => back > known || steps.at(-back) === found.at(-back));
}

/** The last steps of the path to a folder of the run, as far as they are known. */
export function stepsHere(directory: Directory, folder: string): readonly string[] {
  const above = [directory.parent()?.name, directory.name];
  const below = folder === '' ? [] : folder.split('/');
  const known = [...above, ...below].map((step) => (step === '.' ? '' : (step ?? '')));
  return known.slice(known.lastIndexOf('') + 1);
}
