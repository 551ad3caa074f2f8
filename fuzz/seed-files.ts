import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CORPUS, FIXTURES, filesBelow, hasCorpus } from '../test/support/corpus.ts';
import type { Seed } from './target.ts';

/** Larger files take longer to read, and what is mutated in them is mostly tensors. */
const MOST_BYTES = 16_384;

/** Small files of the fixtures, and of the corpus where it is there, in the order of their paths. */
export function seedFiles(name: RegExp, mostBytes = MOST_BYTES): Seed[] {
  return [FIXTURES, ...(hasCorpus ? [CORPUS] : [])].flatMap((folder) =>
    files(folder)
      .filter((path) => name.test(path) && !/golden\.json$|\/fuzz\//.test(path))
      .filter((path) => statSync(path).size <= mostBytes)
      .map((path) => ({
        name: relative(folder, path),
        bytes: new Uint8Array(readFileSync(path)),
      })),
  );
}

const known = new Map<string, readonly string[]>();

function files(folder: string): readonly string[] {
  const found =
    known.get(folder) ??
    filesBelow(folder)
      .map((path) => join(path))
      .sort();
  known.set(folder, found);
  return found;
}
