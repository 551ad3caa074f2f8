import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('leave to us what they cannot do: other sources, a file that got shorter, none of them there', async () => {
    const { source, close } = await openFile(dataFile);
    const stretch = { source, start: START, end: START + 8 * values.length, reduction };
    const workers = startReduceWorkers(handleOf, workerFile);
    expect(await workers.reduce({ ...stretch, source: { ...source } })).toBeUndefined();
    expect(await workers.reduce(stretch)).toBeUndefined();
    await workers.end();
    expect(await workers.reduce(stretch)).toBeUndefined();
    const none = startReduceWorkers(handleOf, join(folder, 'missing.cjs'));
    const asked = Array.from({ length: 9 }, () => none.reduce(stretch));
    expect(await Promise.all(asked)).toEqual(Array(9).fill(undefined));
    await none.end();
    await close();
  });
});
