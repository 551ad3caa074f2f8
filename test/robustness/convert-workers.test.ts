/** Whatever happens to the threads that copy, the output is whole, or what was there before. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import { SourceError } from '../../src/errors.ts';
import { startCopyWorkers } from '../../src/node/copy-workers.ts';
import { openFile } from '../../src/node/file.ts';
import { createFile } from '../../src/node/new-file.ts';
import { planConversion } from '../../src/operations/convert/plan.ts';
import type { CopyWorkers } from '../../src/operations/convert/workers.ts';
import {
  InterruptedError,
  type WriteOptions,
  writeFiles,
} from '../../src/operations/convert/write.ts';
import { bytesOf, checkpointOf } from '../support/converted.ts';
import { builtProgram, builtWorker, HANDLES } from '../support/copying.ts';
import { dict, storage, tensor } from '../support/values.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'ckpt-convert-'));
const place = join(folder, 'place');
const input = join(folder, 'in.bin');
const target = join(place, 'out.bin');
const OLD = Uint8Array.of(1, 2, 3);
const SIZE = 20_000_000;
let workerFile = '';

beforeAll(async () => {
  workerFile = await builtWorker(folder);
  fs.mkdirSync(place);
  fs.writeFileSync(
    input,
    Uint8Array.from({ length: SIZE }, (_, index) => index * 7),
  );
});
afterAll(() => fs.rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** Three tensors on the input, as a file of torch’s. */
function draftsOf(source: ByteSource) {
  const third = Math.floor(SIZE / 3);
  const tensors = ['a', 'b', 'c'].map((name, index) => {
    const some = { ...storage(new Uint8Array(0), 'uint8'), byteLength: third };
    const from = index * third;
    const read: ByteSource['read'] = (start, end) => source.read(from + start, from + end);
    const within = async () => ({ source, start: from });
    const window = { name: source.name, byteLength: third, read, within };
    return [name, tensor([third], { storage: { ...some, source: window } })] as const;
  });
  const root = dict(Object.fromEntries(tensors));
  return planConversion(checkpointOf(root), { target: 'pt', stem: 'o' }, crc32).files;
}

/** Jobs that the threads left to us. */
let left = 0;

/** Converts with the threads of `file`; gives what went wrong. */
async function attempt(file: string, options: Partial<WriteOptions> = {}): Promise<unknown> {
  fs.writeFileSync(target, OLD);
  const { source, close } = await openFile(input);
  const started = startCopyWorkers(HANDLES, file);
  left = 0;
  const workers: CopyWorkers = {
    ...started,
    async copy(job) {
      const sums = await started.copy(job);
      if (sums === undefined) left += 1;
      return sums;
    },
  };
  try {
    const create = () => createFile(target, true);
    await writeFiles(draftsOf(source), { create, workers, ...options });
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await workers.end();
    await close();
  }
}

async function expectNew(): Promise<void> {
  const { source, close } = await openFile(input);
  const [draft] = draftsOf(source);
  expect(fs.readdirSync(place)).toEqual(['out.bin']);
  expect(fs.readFileSync(target).equals(draft ? await bytesOf(draft) : OLD)).toBe(true);
  await close();
}

function expectOld(): void {
  expect(fs.readdirSync(place)).toEqual(['out.bin']);
  expect([...fs.readFileSync(target)]).toEqual([...OLD]);
}

/** A worker that does `before` when it has its third task. */
function oddWorker(name: string, before: string): string {
  const file = join(folder, name);
  const count = 'let count = 0;';
  const listener = `() => { count += 1; if (count === 3) { ${before} } }`;
  const start = `require('node:worker_threads').parentPort.on('message', ${listener});`;
  fs.writeFileSync(file, `const fs = require('node:fs');${count}${start}\n`);
  fs.appendFileSync(file, fs.readFileSync(workerFile));
  return file;
}

const failing = (method: string, code: string) =>
  `fs.${method} = () => { throw Object.assign(new Error('${code}'), { code: '${code}' }); };`;

describe('a worker', () => {
  it('copies, and the output is whole', async () => {
    const counts: number[] = [];
    expect(await attempt(workerFile, { onBytes: (count) => counts.push(count) })).toBeUndefined();
    await expectNew();
    expect(left).toBe(0);
    expect(counts.length).toBeGreaterThan(5);
    expect(counts.reduce((sum, count) => sum + count)).toBe(fs.statSync(target).size);
  });

  for (const [what, file] of [
    ['that is not there', () => join(folder, 'missing.cjs')],
    ['that ends', () => oddWorker('exit.cjs', 'process.exit(1);')],
    ['that throws', () => oddWorker('throw.cjs', "throw new Error('odd');")],
    ['that cannot read', () => oddWorker('read.cjs', failing('readSync', 'EIO'))],
    ['that cannot write', () => oddWorker('write.cjs', failing('writeSync', 'ENOSPC'))],
  ] as const) {
    it(`${what} leaves the rest to us`, async () => {
      expect(await attempt(file())).toBeUndefined();
      await expectNew();
      expect(left).toBeGreaterThan(0);
    });
  }

  it('that finds the disk full, as we do, leaves the old file', async () => {
    const realOpen = fs.promises.open;
    vi.spyOn(fs.promises, 'open').mockImplementation(async (...asked) => {
      const handle = await realOpen(...asked);
      const write = async () => {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      };
      return Object.assign(handle, { write });
    });
    const error = await attempt(oddWorker('full.cjs', failing('writeSync', 'ENOSPC')));
    expect(error).toBeInstanceOf(SourceError);
    expect(left).toBeGreaterThan(0);
    expect(error).toMatchObject({ kind: 'disk-full' });
    expectOld();
  });

  it('that finds the input shorter than it was leaves the old file', async () => {
    const whole = fs.readFileSync(input);
    const create = async () => {
      fs.truncateSync(input, SIZE / 2);
      return createFile(target, true);
    };
    expect(await attempt(workerFile, { create })).toMatchObject({ kind: 'changed' });
    expectOld();
    fs.writeFileSync(input, whole);
  });

  it('is stopped by an interruption, and nothing is written afterwards', async () => {
    let asked = 0;
    const isInterrupted = () => {
      asked += 1;
      return asked > 3;
    };
    expect(await attempt(workerFile, { isInterrupted })).toBeInstanceOf(InterruptedError);
    expect(asked).toBe(4);
    expectOld();
  });
});

describe('SIGINT', () => {
  it('ends the program with 130, and the old file is there', { timeout: 60_000 }, async () => {
    const program = await builtProgram(folder);
    const size = 400_000_000;
    const header = new TextEncoder().encode(
      JSON.stringify({ a: { dtype: 'U8', shape: [size], data_offsets: [0, size] } }).padEnd(80),
    );
    const big = join(folder, 'in.safetensors');
    const length = new Uint8Array(8);
    new DataView(length.buffer).setUint32(0, header.length, true);
    fs.writeFileSync(big, length);
    fs.appendFileSync(big, header);
    fs.truncateSync(big, 8 + header.length + size);
    fs.writeFileSync(target, OLD);
    const child = spawn(process.execPath, [
      program,
      ...['convert', big, target, '--to', 'pt', '--force'],
    ]);
    const timer = setInterval(() => {
      // Once there is a file beside the old one, it is being written.
      if (fs.readdirSync(place).length < 2) return;
      clearInterval(timer);
      child.kill('SIGINT');
    }, 5);
    const code = await new Promise((resolve) => void child.on('exit', resolve));
    clearInterval(timer);
    expect(code).toBe(130);
    expectOld();
  });
});
