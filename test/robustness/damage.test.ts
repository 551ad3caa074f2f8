import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { CkptError, UnknownFormatError } from '../../src/errors.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { open } from '../../src/operations/open.ts';
import { inspectionText } from '../../src/render/text/inspection.ts';
import { typedJsonText } from '../../src/render/typed-json.ts';
import { PLAIN } from '../../src/render/view.ts';
import { announce, FIXTURES, filesBelow } from '../support/corpus.ts';

/** Exhaustive work is for small files; the large ones have no structure that these lack. */
const MOST_BYTES = 2600;
const IS_CHECKPOINT = /\.(?:pt|pkl|safetensors|pt2|ckpt|index\.json)$/;

const files = filesBelow(FIXTURES).filter(
  (path) =>
    IS_CHECKPOINT.test(path) && statSync(path).size <= MOST_BYTES && statSync(path).size > 0,
);

/** Opens and renders; gives whether that came to an answer. Anything but a typed error is thrown on. */
async function survives(name: string, bytes: Uint8Array, salvage = false): Promise<boolean> {
  try {
    const source = memorySource(name, bytes);
    const report = await inspect(await open(source, { salvage }));
    inspectionText(report, { width: 80, palette: PLAIN });
    typedJsonText(report);
    return true;
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    expect(error.place.file).toContain(name);
    return false;
  }
}

describe('a damaged file gives a result or a typed error', () => {
  let cases = 0;
  for (const path of files) {
    const name = relative(FIXTURES, path);
    const bytes = new Uint8Array(readFileSync(path));

    it(`${name}, cut short at every byte`, async () => {
      for (let length = 0; length < bytes.length; length += 1) {
        await survives(name, bytes.subarray(0, length));
        await survives(name, bytes.subarray(0, length), true);
        cases += 2;
      }
    });

    it(`${name}, with each byte flipped in turn`, async () => {
      for (let index = 0; index < bytes.length; index += 1) {
        const flipped = bytes.slice();
        // All bits of one, a single bit of the next: both find their own paths.
        flipped[index] = (flipped[index] ?? 0) ^ (index % 2 === 0 ? 0xff : 1 << (index % 8));
        await survives(name, flipped);
        cases += 1;
      }
    });
  }

  it('counts what it did', () => {
    announce(`damage: ${cases} cases on ${files.length} fixtures`);
    expect(files.length).toBeGreaterThan(10);
  });
});

describe('an archive that is cut short', () => {
  const archives = files.filter((path) => readFileSync(path).subarray(0, 2).toString() === 'PK');

  it('never opens without its end', async () => {
    for (const path of archives) {
      const bytes = new Uint8Array(readFileSync(path));
      for (let length = 4; length < bytes.length; length += 7) {
        const source = memorySource(path, bytes.subarray(0, length));
        const error = await open(source).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(CkptError);
        expect(error).not.toBeInstanceOf(UnknownFormatError);
      }
    }
  });
});
