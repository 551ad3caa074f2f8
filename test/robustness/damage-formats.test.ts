/** Every byte of one small file of each format: `inspect`, `verify` and `scan` answer, or throw a typed error. */
import { beforeAll, describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import { CkptError, SourceError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { open } from '../../src/operations/open.ts';
import { scan } from '../../src/operations/scan.ts';
import { verify } from '../../src/operations/verify/verify.ts';
import { typedJsonText } from '../../src/render/typed-json.ts';
import { readEventMetrics } from '../../src/runs/metrics-events.ts';
import { announce } from '../support/corpus.ts';
import { type SmallFile, smallFiles } from '../support/small-files.ts';
import { event, record, simpleValue } from '../support/tfevents.ts';

const NAMES = [
  ...[0, 1, 2, 3, 4, 5].map((protocol) => `protocol${protocol}.pkl`),
  ...['m.safetensors', 'stored.pt', 'deflated.pt', 'scripted.pt', 'legacy.pt', 'tar.pt'],
  ...['model.safetensors.index.json', 'w.npz', 'objects.npy', 'plain.npy'],
];
const IS_ONLY_SCANNED = /\.np[yz]$/;
const limits = DEFAULT_LIMITS;

let cases = 0;
let opened = 0;

async function orTyped(what: () => Promise<unknown>): Promise<boolean> {
  cases += 1;
  try {
    await what();
    return true;
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    expect(error).not.toBeInstanceOf(SourceError);
    return false;
  }
}

/** What comes of `bytes` in the place of the file’s own. Whether it opens. */
async function answered(
  { name, siblings = {} }: SmallFile,
  bytes: Uint8Array,
  isOnlyOpened = false,
): Promise<boolean> {
  const openSibling = async (sibling: string): Promise<ByteSource> => {
    const found = siblings[sibling];
    if (found !== undefined) return memorySource(sibling, found);
    throw new SourceError('no such file', { file: sibling }, { kind: 'no-such-file' });
  };
  const source = memorySource(name, bytes);
  const isOpened = await orTyped(async () =>
    typedJsonText(await inspect(await open(source, { openSibling }))),
  );
  if (isOnlyOpened) return isOpened;
  await orTyped(() => verify(source, { limits, crc32, openSibling }));
  // Never throws for what the bytes say.
  await scan(source, { checksums: true, today: '2026-01-01' });
  return isOpened;
}

/** In a row of zeros one is like another. */
function isTold(bytes: Uint8Array, index: number): boolean {
  return index % 64 === 0 || bytes.subarray(Math.max(0, index - 2), index + 1).some((b) => b !== 0);
}

/** Of the larger files, which take the longest, every fourth damage is verified and scanned. */
function isSeldom({ bytes }: SmallFile, index: number): boolean {
  return bytes.length > 1_100 && index % 4 !== 0;
}

describe('each format, damaged', () => {
  let files: readonly SmallFile[] = [];
  beforeAll(async () => {
    files = await smallFiles();
  });
  const fileOf = (name: string) => {
    const file = files.find((one) => one.name === name);
    if (file === undefined) throw new Error(`no ${name}`);
    return file;
  };

  it('is all of them', async () => {
    expect(files.map(({ name }) => name)).toEqual(NAMES);
    for (const file of files) {
      expect([file.name, await answered(file, file.bytes)]).toEqual([
        file.name,
        !IS_ONLY_SCANNED.test(file.name),
      ]);
    }
  });

  for (const name of NAMES) {
    it(`${name}, cut short at every byte`, async () => {
      const file = fileOf(name);
      for (let length = 0; length < file.bytes.length; length += 1) {
        if (!isTold(file.bytes, length)) continue;
        if (await answered(file, file.bytes.subarray(0, length), isSeldom(file, length)))
          opened += 1;
      }
    });

    it(`${name}, a bit of every byte flipped`, async () => {
      const file = fileOf(name);
      for (let index = 0; index < file.bytes.length; index += 1) {
        if (!isTold(file.bytes, index)) continue;
        const flipped = file.bytes.slice();
        flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
        await answered(file, flipped, isSeldom(file, index));
      }
    });
  }

  it('counts what it did', () => {
    announce(`damage by format: ${cases} answers, ${opened} cut files opened`);
    expect(cases).toBeGreaterThan(10_000);
  });
});

describe('a file of events, damaged', () => {
  const values = [simpleValue('loss', 0.5), simpleValue('epoch', 1)];
  const bytes = Uint8Array.from([...record(event(1, ...values)), ...record(event(2, ...values))]);
  const read = (damaged: Uint8Array) =>
    readEventMetrics(memorySource('events.out.tfevents.1.h', damaged), limits, 64);
  const pointsOf = async (damaged: Uint8Array) => {
    const { metrics, damage } = await read(damaged);
    return { count: metrics.reduce((sum, { count }) => sum + count, 0), damage };
  };

  it('keeps what came before where it is cut short, and says so', async () => {
    const whole = await pointsOf(bytes);
    expect(whole.damage).toBeUndefined();
    for (let length = 1; length < bytes.length; length += 1) {
      const { count, damage } = await pointsOf(bytes.subarray(0, length));
      const isBetween = length === bytes.length / 2;
      expect([length, damage?.kind]).toEqual([
        length,
        isBetween ? undefined : 'tfevents/cut-short',
      ]);
      expect(count).toBe(length < bytes.length / 2 ? 0 : whole.count / 2);
    }
  });

  it('notices every bit, for there are checksums', async () => {
    for (let index = 0; index < bytes.length; index += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = bytes.slice();
        flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
        const { damage } = await pointsOf(flipped);
        expect([index, bit, damage instanceof CkptError]).toEqual([index, bit, true]);
      }
    }
  });
});
