import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Real checkpoints with goldens by the real frameworks live beside the project where they are
 * available; the tests over them say how many ran, or that none did.
 */
export const CORPUS = join(import.meta.dirname, '../../../shared/corpus');
export const VECTORS = join(import.meta.dirname, '../../../shared/vectors/security-vectors.json');
export const FIXTURES = join(import.meta.dirname, '../../fixtures');

export const hasCorpus = existsSync(CORPUS);
export const hasVectors = existsSync(VECTORS);

/** Says on the test log what was or was not covered. */
export function announce(what: string): void {
  process.stdout.write(`\n${what}\n`);
}

/** All files below a folder, hidden ones too. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

export interface GoldenCase {
  readonly name: string;
  readonly file: string;
  readonly golden: string;
}

const GOLDEN = '.golden.json';

/** Files that have a golden beside them, or in the `goldens` folder beside their `tree`. */
export function goldenCases(folder: string): GoldenCase[] {
  return filesBelow(folder)
    .filter((path) => path.endsWith(GOLDEN))
    .map((golden) => {
      const beside = golden.slice(0, -GOLDEN.length);
      const file = beside.replace('/goldens/', '/tree/');
      return { name: relative(folder, file), file, golden };
    })
    .filter(({ file }) => existsSync(file));
}
