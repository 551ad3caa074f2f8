import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import { type CkptError, SourceError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { open } from '../../src/operations/open.ts';
import { scan } from '../../src/operations/scan.ts';
import { verify } from '../../src/operations/verify/verify.ts';
import { readEventMetrics } from '../../src/runs/metrics-events.ts';
import { announce, FIXTURES, filesBelow } from '../support/corpus.ts';
import { sha256 } from '../support/goldens.ts';
import { type SmallFile, smallFiles } from '../support/small-files.ts';
import { failing } from '../support/sources.ts';
import { event, record, simpleValue } from '../support/tfevents.ts';

const IS_FILE = /\.(?:pt|pkl|safetensors|pt2|ckpt|bin)$/;
const files = filesBelow(FIXTURES).filter((path) => IS_FILE.test(path) && statSync(path).isFile());

/** Everything there is to read: headers, values, digests, and what is left of broken files. */
async function readAll(source: Parameters<typeof open>[0], salvage: boolean): Promise<void> {
  await inspect(await open(source, { salvage }), { sha256 });
}

let faults = 0;

/** Runs `work` as often as it reads, each time with another read that fails. */
async function failEach(
  { name, bytes }: Pick<SmallFile, 'name' | 'bytes'>,
  work: (source: ByteSource) => Promise<unknown>,
): Promise<void> {
  const sound = failing(name, bytes, 0);
  await work(sound);
  for (let failingRead = 1; failingRead <= sound.count(); failingRead += 1) {
    const error = await work(failing(name, bytes, failingRead)).catch((reason: unknown) => reason);
    expect([name, failingRead, error instanceof SourceError]).toEqual([name, failingRead, true]);
    faults += 1;
  }
}

describe('a read that fails, to other commands', () => {
  const limits = DEFAULT_LIMITS;

  it('is a SourceError to scan, in every format', async () => {
    for (const file of await smallFiles()) {
      await failEach(file, (source) => scan(source, { checksums: true, today: '2026-01-01' }));
    }
  });

  it('is a SourceError to verify, in every format, and of a shard', async () => {
    for (const file of await smallFiles()) {
      if (/\.np[yz]$/.test(file.name)) continue;
      const siblings = Object.entries(file.siblings ?? {});
      const soundly = async (name: string) =>
        memorySource(name, new Map(siblings).get(name) ?? new Uint8Array(0));
      await failEach(file, (source) => verify(source, { limits, crc32, openSibling: soundly }));
      for (const [name, bytes] of siblings) {
        await failEach({ name, bytes }, (shard) =>
          verify(memorySource(file.name, file.bytes), {
            limits,
            crc32,
            openSibling: async (asked) => (asked === name ? shard : soundly(asked)),
          }),
        );
      }
    }
  });

  it('is a SourceError to who reads metrics', async () => {
    const records = [1, 2, 3].flatMap((step) => record(event(step, simpleValue('loss', step))));
    const file = { name: 'events.out.tfevents.1.h', bytes: Uint8Array.from(records) };
    await failEach(file, (source) => readEventMetrics(source, limits, 64));
  });
});

describe('a read that fails is a SourceError, whichever it is', () => {
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
