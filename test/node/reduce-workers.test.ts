import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import { PLAIN_KERNELS } from '../../src/kernels/kernels.ts';
import { Reducer, type Reduction } from '../../src/kernels/reducer.ts';
import { handleOf, openFile } from '../../src/node/file.ts';
import { startReduceWorkers } from '../../src/node/reduce-workers.ts';

const folder = mkdtempSync(join(tmpdir(), 'ckpt-workers-'));
const workerFile = join(folder, 'reduce-worker.cjs');
const dataFile = join(folder, 'data');
const START = 13;
const values = Float32Array.from({ length: 300_000 }, (_, index) => Math.sin(index));

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../../src/node/reduce-worker.ts')],
    outfile: workerFile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  writeFileSync(dataFile, new Uint8Array(START));
  writeFileSync(dataFile, new Uint8Array(values.buffer), { flag: 'a' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const reduction: Reduction = { type: 'float32', firstBlock: 0, sampleStep: 8 };

describe('threads that reduce', () => {
  it('answer what this one would', async () => {
    const { source, close } = await openFile(dataFile);
    const workers = startReduceWorkers(handleOf, workerFile);
    const ends = [4096, 8192, values.length];
    const answers = await Promise.all(
      ends.map((end) => workers.reduce({ source, start: START, end: START + 4 * end, reduction })),
    );
    await workers.end();
    await close();
    for (const [index, end] of ends.entries()) {
      const reducer = new Reducer(PLAIN_KERNELS, reduction);
      reducer.push(new Uint8Array(values.buffer, 0, 4 * end));
      expect(answers[index]).toEqual(reducer.end());
    }
  });

  it('compute checksums, of ranges and of nothing', async () => {
    const { source, close } = await openFile(dataFile);
    const workers = startReduceWorkers(handleOf, workerFile);
    const end = START + values.byteLength;
    const ranges = [START, START + 1, end - 5, end].map((start) => ({ source, start, end }));
    const answers = await Promise.all(ranges.map((range) => workers.checksum(range)));
    const expected = ranges.map(({ start }) => crc32(new Uint8Array(values.buffer, start - START)));
    expect(answers).toEqual(expected);
    await workers.end();
    await close();
  });

  it('leave to us what they cannot do: other sources, a file that got shorter, all after the end', async () => {
    const { source, close } = await openFile(dataFile);
    const stretch = { source, start: START, end: START + 8 * values.length, reduction };
    const workers = startReduceWorkers(handleOf, workerFile);
    expect(await workers.reduce({ ...stretch, source: { ...source } })).toBeUndefined();
    expect(await workers.reduce(stretch)).toBeUndefined();
    expect(await workers.checksum(stretch)).toBeUndefined();
    await workers.end();
    const short = { ...stretch, end: START + 4096 };
    expect(await workers.reduce(short)).toBeUndefined();
    await close();
  });

  it('are not needed: this thread does what those that fail have not taken', async () => {
    const { source, close } = await openFile(dataFile);
    const none = startReduceWorkers(handleOf, join(folder, 'missing.cjs'));
    const range = { source, start: START, end: START + values.byteLength };
    const answers = await Promise.all(Array.from({ length: 20 }, () => none.checksum(range)));
    const sum = crc32(new Uint8Array(values.buffer));
    expect(new Set([...answers, undefined])).toEqual(new Set([sum, undefined]));
    await none.end();
    await close();
  });

  it('leave to us what they were at when they died, each in its own way', async () => {
    const { source, close } = await openFile(dataFile);
    const stretch = { source, start: START, end: START + 4 * values.length, reduction };
    const head = readFileSync(dataFile).subarray(0, START);
    const sum = crc32(head);
    const plain = startReduceWorkers(handleOf, workerFile);
    const reduced = await plain.reduce(stretch);
    await plain.end();
    const ways = {
      exits: "parentPort.on('message', () => process.exit(1));",
      'exits well': "parentPort.on('message', () => process.exit(0));",
      throws: "parentPort.on('message', () => { throw new Error('no'); });",
      'throws at its start': "throw new Error('no');",
      'ends at its start': 'process.exit(0);',
      'answers once': `let count = 0; parentPort.on('message', () => {
        if (count++ > 0) process.exit(1); else parentPort.postMessage(undefined);
      });`,
    };
    for (const [way, program] of Object.entries(ways)) {
      const file = join(folder, 'dying.cjs');
      writeFileSync(file, `const { parentPort } = require('node:worker_threads');\n${program}`);
      const dying = startReduceWorkers(handleOf, file);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => dying.checksum({ source, start: 0, end: START })),
      );
      // This thread did the rest.
      expect({ way, answers: new Set([...answers, undefined]) }).toEqual({
        way,
        answers: new Set([sum, undefined]),
      });
      expect([undefined, reduced], way).toContainEqual(await dying.reduce(stretch));
      await dying.end();
    }
    await close();
  });
});
