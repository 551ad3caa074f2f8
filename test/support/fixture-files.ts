import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { FIXTURES, filesBelow } from './corpus.ts';

/** The files of a folder of the fixtures, by their paths below it. */
export function filesIn(folder: string): Readonly<Record<string, Uint8Array>> {
  const whole = join(FIXTURES, folder);
  return Object.fromEntries(
    filesBelow(whole).map((path) => [relative(whole, path), new Uint8Array(readFileSync(path))]),
  );
}
