// Reads a file from its beginning to its end and does nothing with it: what reading costs at least.
import { openSync, readSync } from 'node:fs';

const handle = openSync(process.argv[2]);
const piece = new Uint8Array(2 ** 20);
while (readSync(handle, piece) > 0);
