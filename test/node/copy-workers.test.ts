import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import type { Checkpoint } from '../../src/model/checkpoint.ts';
import { startCopyWorkers } from '../../src/node/copy-workers.ts';
import { handleOf, openFile } from '../../src/node/file.ts';
import { planConversion } from '../../src/operations/convert/plan.ts';
import {
  ConversionError,
  type ConversionRequest,
  TARGETS,
} from '../../src/operations/convert/request.ts';
import type { CopyWorkers } from '../../src/operations/convert/workers.ts';
import { type PlacedSink, writeParts } from '../../src/operations/convert/write-parts.ts';
import { open } from '../../src/operations/open.ts';
import type { Draft, FileDraft } from '../../src/writers/draft.ts';
import { type Asked, bytesOf } from '../support/converted.ts';
import { builtWorker } from '../support/copying.ts';
import { announce, FIXTURES, filesBelow } from '../support/corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'ckpt-copy-'));
const out = join(folder, 'out');
const handle = openSync(out, 'w');
const sink: PlacedSink = {
  name: 'out',
  write: async () => {},
  writeAt: async (bytes, position) => void writeSync(handle, bytes, 0, bytes.length, position),
};
let workers: CopyWorkers;
beforeAll(async () => {
  const handles = { ofSource: handleOf, ofSink: () => handle };
  workers = startCopyWorkers(handles, await builtWorker(folder));
});
afterAll(async () => {
  await workers.end();
  closeSync(handle);
  rmSync(folder, { recursive: true });
});

const ASKED: readonly Asked[] = [
  {},
  { castTo: 'bfloat16' },
  { castTo: 'float16' },
  { castTo: 'float32' },
  { castTo: 'bfloat16', keepsDType: (name) => name.endsWith('bias') },
  { plain: true, dropOpaque: true },
];

/** What fuzzing found cannot be copied at all. */
const FOUND = join(FIXTURES, 'fuzz');
const FILES = filesBelow(FIXTURES).filter(
  (file) => /\.(?:ckpt|pth?|bin|safetensors)$/.test(file) && !file.startsWith(FOUND),
);

/** None where it cannot be done as asked: another test’s business. */
function draftsOf(
  checkpoint: Checkpoint | undefined,
  request: ConversionRequest,
): readonly FileDraft[] {
  if (checkpoint === undefined) return [];
  try {
    return planConversion(checkpoint, request, crc32).files;
  } catch (error) {
    if (error instanceof ConversionError) return [];
    throw error;
  }
}

/** Everything that is in a row is for the workers, however little it is. */
const SIZES = { leastBytes: 1, jobBytes: 1024 };

describe('threads that copy', () => {
  it('write of every fixture what this one would', { timeout: 120_000 }, async () => {
    let jobs = 0;
    let done = 0;
    let files = 0;
    const counting: CopyWorkers = {
      ...workers,
      async copy(job) {
        const sums = await workers.copy(job);
        jobs += 1;
        if (sums !== undefined) done += 1;
        return sums;
      },
    };
    const write = async (draft: Draft) => {
      ftruncateSync(handle, 0);
      await writeParts(draft, sink, { workers: counting, onBytes: () => {}, sizes: SIZES });
      expect(readFileSync(out).equals(await bytesOf(draft))).toBe(true);
      files += 1;
    };
    for (const file of FILES) {
      const { source, close } = await openFile(file);
      const checkpoint = await open(source).catch(() => undefined);
      for (const target of TARGETS) {
        for (const asked of ASKED) {
          const request = { target, stem: 'out', ...asked };
          for (const draft of draftsOf(checkpoint, request)) await write(draft);
        }
      }
      await close();
    }
    announce(`${files} conversions written by threads, which did ${done} of ${jobs} jobs`);
    expect(files).toBeGreaterThan(100);
    expect(done).toBeGreaterThan(jobs / 2);
  });
});
