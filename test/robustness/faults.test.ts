import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CkptError, SourceError } from '../../src/errors.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { open } from '../../src/operations/open.ts';
import { announce, FIXTURES, filesBelow } from '../support/corpus.ts';
import { sha256 } from '../support/goldens.ts';
import { failing } from '../support/sources.ts';

const IS_FILE = /\.(?:pt|pkl|safetensors|pt2|ckpt|bin)$/;
const files = filesBelow(FIXTURES).filter((path) => IS_FILE.test(path) && statSync(path).isFile());

/** Everything there is to read: headers, values, digests, and what is left of broken files. */
async function readAll(source: Parameters<typeof open>[0], salvage: boolean): Promise<void> {
  await inspect(await open(source, { salvage }), { sha256 });
}

describe('a read that fails is a SourceError, whichever it is', () => {
  let faults = 0;
  for (const path of files) {
    for (const salvage of [false, true]) {
      it(`${relative(FIXTURES, path)}${salvage ? ', salvaging' : ''}`, async () => {
        const bytes = new Uint8Array(readFileSync(path));
        const sound = failing(path, bytes, 0);
        await readAll(sound, salvage).catch((error: CkptError) => error);
        const reads = sound.count();
        for (let failingRead = 1; failingRead <= reads; failingRead += 1) {
          const source = failing(path, bytes, failingRead);
          const error = await readAll(source, salvage).catch((reason: unknown) => reason);
          expect(error).toBeInstanceOf(SourceError);
          faults += 1;
        }
      });
    }
  }

  it('counts what it did', () => {
    announce(`faults: ${faults} injected in ${files.length} fixtures`);
    expect(faults).toBeGreaterThan(500);
  });
});
