/** Without Python: what is converted and opened again is what it was. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/source.ts';
import { CkptError } from '../../../src/errors.ts';
import type { Checkpoint } from '../../../src/model/checkpoint.ts';
import { checkConversion } from '../../../src/operations/convert/check.ts';
import { ConversionError } from '../../../src/operations/convert/request.ts';
import { open } from '../../../src/operations/open.ts';
import { type Asked, contentText, converted } from '../../support/converted.ts';
import { announce, CORPUS, FIXTURES, filesBelow, hasCorpus } from '../../support/corpus.ts';
import { sha256 } from '../../support/goldens.ts';

const NAMES = /\.(?:pt|pth|ckpt|bin|safetensors|pkl|ptl)$/;
const MOST_BYTES = 4_000_000;

async function opened(file: string): Promise<Checkpoint | undefined> {
  try {
    return await open(memorySource(basename(file), new Uint8Array(readFileSync(file))));
  } catch (error) {
    if (error instanceof CkptError) return undefined;
    throw error;
  }
}

interface Tally {
  converted: number;
  refused: number;
}

/** Converts a file in every way; each either is right or is refused with a reason. */
async function convertAll(checkpoint: Checkpoint, tally: Tally): Promise<void> {
  const ways: Asked[] = [
    { target: 'pt' },
    { target: 'pt', plain: true, dropOpaque: true },
    { target: 'pt', castTo: 'bfloat16', plain: true, dropOpaque: true },
    { target: 'safetensors', select: '' },
    { target: 'safetensors', select: '', castTo: 'float16' },
    { target: 'safetensors', shardBytes: 1000 },
  ];
  for (const way of ways) {
    try {
      const { conversion, output } = await converted(checkpoint, way);
      expect(output.anomalies, JSON.stringify(way)).toEqual([]);
      expect(await checkConversion(conversion, output, { sha256: () => sha256() })).toEqual([]);
      if (way.target === 'pt' && way.castTo === undefined) {
        const isLoose = conversion.notes.some(({ kind }) => kind === 'compacted');
        const before = await contentText(conversion.checkpoint, isLoose);
        expect(await contentText(output, isLoose), JSON.stringify(way)).toBe(before);
      }
      tally.converted += 1;
    } catch (error) {
      if (!(error instanceof ConversionError) && !(error instanceof CkptError)) throw error;
      if (error instanceof ConversionError) {
        for (const { reason } of error.refusals) expect(reason).not.toBe('');
      }
      tally.refused += 1;
    }
  }
}

async function convertFolder(folder: string): Promise<Tally> {
  const tally = { converted: 0, refused: 0 };
  for (const file of filesBelow(folder).filter((path) => NAMES.test(path))) {
    if (readFileSync(file).byteLength > MOST_BYTES) continue;
    const checkpoint = await opened(file);
    if (checkpoint !== undefined) {
      try {
        await convertAll(checkpoint, tally);
      } catch (error) {
        throw new Error(`${file}: ${String(error)}`, { cause: error });
      }
    }
  }
  return tally;
}

describe('converting and opening again', () => {
  it('the fixtures', { timeout: 120_000 }, async () => {
    const { converted: count, refused } = await convertFolder(FIXTURES);
    announce(`fixtures converted: ${count} conversions right, ${refused} refused`);
    expect(count).toBeGreaterThan(20);
  });

  it.runIf(hasCorpus)('the corpus', { timeout: 300_000 }, async () => {
    const { converted: count, refused } = await convertFolder(`${CORPUS}/torch`);
    announce(`corpus converted: ${count} conversions right, ${refused} refused`);
    expect(count).toBeGreaterThan(200);
  });

  it.skipIf(hasCorpus)('the corpus is not here', () => {
    announce('corpus not converted: it is not here');
  });
});
