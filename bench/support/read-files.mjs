// Reads the files that are named into one piece of memory, over and over.
import { closeSync, openSync, readSync } from 'node:fs';

const piece = Buffer.allocUnsafe(2 ** 20);
for (const path of process.argv.slice(2)) {
  const file = openSync(path, 'r');
  while (readSync(file, piece) > 0);
  closeSync(file);
}
