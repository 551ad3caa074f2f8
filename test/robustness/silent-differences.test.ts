/**
 * torch compares no checksums: a flipped bit may load as another model, and nobody is told. Whatever would,
 * is an error or damage to `verify` and to `scan --checksums`.
 */
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { CkptError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { open } from '../../src/operations/open.ts';
import { scan } from '../../src/operations/scan.ts';
import { verify } from '../../src/operations/verify/verify.ts';
import { contentText } from '../support/converted.ts';
import { announce } from '../support/corpus.ts';
import { fixture } from '../support/fixtures.ts';
import { packed, smallCheckpoint } from '../support/small-files.ts';

const limits = DEFAULT_LIMITS;
const NAME = 'm.pt';

/** Of DOS, in the directory: torch gives zeros for what has it. */
const FOLDER_BIT = 4;
const ATTRIBUTES_AT = 38;
const DIRECTORY_SIGNATURE = [0x50, 0x4b, 1, 2];

/** What torch would make of it, as far as it is read as torch reads it; `undefined` where it is refused. */
async function loadedText(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const checkpoint = await open(memorySource(NAME, bytes));
    // What was not to be had is in no tree: torch refuses that.
    const isWhole = checkpoint.anomalies.every(({ kind }) => !REFUSED.has(kind));
    return isWhole ? await contentText(checkpoint) : undefined;
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    return undefined;
  }
}

const REFUSED = new Set(['missing-storage', 'storage-cut-short']);

async function isToldByVerify(bytes: Uint8Array): Promise<boolean> {
  try {
    return (await verify(memorySource(NAME, bytes), { limits, crc32 }))?.verdict === 'damaged';
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    return true;
  }
}

async function isToldByScan(bytes: Uint8Array): Promise<boolean> {
  const options = { checksums: true, today: '2026-01-01' };
  const { scanned } = await scan(memorySource(NAME, bytes), options);
  return ['damaged', 'truncated'].includes(scanned.integrity.state) || scanned.isIncomplete;
}

function attributesIn(bytes: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = 0; at + 46 <= bytes.length; at += 1) {
    if (DIRECTORY_SIGNATURE.every((byte, index) => bytes[at + index] === byte)) {
      places.push(at + ATTRIBUTES_AT);
    }
  }
  return places;
}

interface Tally {
  flips: number;
  different: number;
}

async function flipAll(bytes: Uint8Array, bitsOf: (index: number) => number[], tally: Tally) {
  const sound = await loadedText(bytes);
  expect(sound).toBeDefined();
  expect(await isToldByVerify(bytes)).toBe(false);
  expect(await isToldByScan(bytes)).toBe(false);
  const folders = attributesIn(bytes);
  const silent: string[] = [];
  for (let index = 0; index < bytes.length; index += 1) {
    for (const bit of bitsOf(index)) {
      const flipped = bytes.slice();
      flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
      tally.flips += 1;
      const text = await loadedText(flipped);
      const isMarked = folders.includes(index) && bit === FOLDER_BIT;
      if (!isMarked && (text === undefined || text === sound)) continue;
      tally.different += 1;
      if (!(await isToldByVerify(flipped))) silent.push(`verify: ${index}.${bit}`);
      if (!(await isToldByScan(flipped))) silent.push(`scan: ${index}.${bit}`);
    }
  }
  expect(silent).toEqual([]);
}

describe('a bit that is flipped', () => {
  const tally: Tally = { flips: 0, different: 0 };
  const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

  for (const method of [0, 8] as const) {
    it(`is told in an archive, ${method === 0 ? 'stored' : 'deflated'}: every one`, async () => {
      const { bytes } = await smallCheckpoint('pt');
      await flipAll(await packed(bytes, method), () => ALL, tally);
    });
  }

  for (const name of ['state-dict.pt', 'deflated.pt']) {
    it(`is told in ${name} of torch’s: one in every third byte, and all of the attributes`, async () => {
      const bytes = fixture(`pytorch/${name}`);
      const folders = new Set(attributesIn(bytes));
      const some = (at: number) => (at % 3 === 0 ? [((at / 3) * 5) % 8] : []);
      await flipAll(bytes, (at) => (folders.has(at) ? ALL : some(at)), tally);
    });
  }

  it('counts what it did', () => {
    announce(`silent differences: ${tally.different} of ${tally.flips} flips, all told`);
    expect(tally.different).toBeGreaterThan(1_000);
  });
});
