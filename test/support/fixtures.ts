import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from './corpus.ts';

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FIXTURES, name)));
}
