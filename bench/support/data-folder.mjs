import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../data', import.meta.url));

/**
 * The path of a file that takes a while to make, which `make(path)` therefore does only once. A file
 * that was not finished never gets its name.
 */
export function dataFile(name, make) {
  const path = join(FOLDER, name);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  make(unfinished);
  renameSync(unfinished, path);
  return path;
}

export function removeDataFiles() {
  rmSync(FOLDER, { recursive: true, force: true });
}
