import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DType } from '../../src/model/dtype.ts';
import type { Tensor } from '../../src/model/value.ts';
import { handleOf, openFile } from '../../src/node/file.ts';
import { startReduceWorkers } from '../../src/node/reduce-workers.ts';
import {
  compareTensors,
  type ValueOptions,
} from '../../src/operations/diff-values/compare-tensors.ts';
import type { ReduceWorkers } from '../../src/operations/workers.ts';
import { random } from '../support/random.ts';
import { storage, tensor } from '../support/values.ts';

const folder = mkdtempSync(join(tmpdir(), 'ckpt-compare-'));
const workerFile = join(folder, 'reduce-worker.cjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../../src/node/reduce-worker.ts')],
    outfile: workerFile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** More than one stretch, and the last block is short. */
const COUNT = 4_300_003;
const next = random(5);
const NOISE = Float32Array.from({ length: COUNT }, () => next() - 0.5);
const OTHER = NOISE.map((value, index) => value + (index % 3) * 1e-3);
const NARROW = Uint16Array.from({ length: COUNT }, () => 0x3c00 + next() * 0x300);
const TOLERANCES = { atol: 1e-8, rtol: 1e-5 };

/** Compares tensors of two files with the workers, and without; the numbers of bytes that were told too. */
async function bothWays(
  [left, right]: readonly (readonly [DType, ArrayBufferView])[],
  options: ValueOptions = TOLERANCES,
  change: (workers: ReduceWorkers) => ReduceWorkers = (workers) => workers,
) {
  if (left === undefined || right === undefined) throw new TypeError();
  const opened = [];
  const tensors: Tensor[] = [];
  for (const [dtype, { buffer, byteOffset, byteLength }] of [left, right]) {
    const path = join(folder, `${opened.length}`);
    writeFileSync(path, new Uint8Array(buffer, byteOffset, byteLength));
    const file = await openFile(path);
    opened.push(file);
    const { source } = file;
    tensors.push(
      tensor([COUNT], {
        dtype,
        storage: { ...storage(new Uint8Array(0), dtype), source, byteLength },
      }),
    );
  }
  const [a, b] = tensors as [Tensor, Tensor];
  const workers = startReduceWorkers(handleOf, workerFile);
  let told = 0;
  const onBytes = (byteLength: number) => {
    told += byteLength;
  };
  const shared = await compareTensors(a, b, { ...options, onBytes, workers: change(workers) });
  const alone = await compareTensors(a, b, options);
  await workers.end();
  for (const { close } of opened) await close();
  return { shared, alone, told };
}

describe('threads that compare give the same bits as this one', () => {
  it('where all differs', async () => {
    const { shared, alone, told } = await bothWays([
      ['float32', NOISE],
      ['float32', OTHER],
    ]);
    expect(shared).toEqual(alone);
    expect([shared.status, told]).toEqual(['differ', 8 * COUNT]);
  });

  it('where only the last stretch differs, within the tolerances', async () => {
    const changed = NOISE.slice();
    changed[COUNT - 1] = (NOISE[COUNT - 1] ?? 0) + 1e-3;
    const sides = [
      ['float32', NOISE],
      ['float32', changed],
    ] as const;
    const { shared, alone } = await bothWays(sides, { atol: 1e-2, rtol: 0 });
    expect(shared).toEqual(alone);
    expect([shared.status, shared.numbers?.differing]).toEqual(['close', 1]);
  });

  it('where bytes are the same, and where only the numbers are', async () => {
    const { shared } = await bothWays([
      ['float32', NOISE],
      ['float32', NOISE],
    ]);
    expect(shared).toEqual({ status: 'equal', elementCount: COUNT });
    const [positive, negative] = [new Float32Array(COUNT), new Float32Array(COUNT).fill(-0)];
    const zeros = await bothWays([
      ['float32', positive],
      ['float32', negative],
    ]);
    expect(zeros.shared).toEqual({ status: 'equal', elementCount: COUNT });
  });

  it('where something is not finite', async () => {
    const [left, right] = [NOISE.slice(), OTHER.slice()];
    for (const side of [left, right]) side.set([Number.NaN, Number.POSITIVE_INFINITY], 5000);
    right[COUNT - 2] = Number.NEGATIVE_INFINITY;
    const { shared, alone } = await bothWays([
      ['float32', left],
      ['float32', right],
    ]);
    expect(shared).toEqual(alone);
    expect(shared.numbers?.nonFinite).toBe(1);
  });

  it('where the types are others, or not the same', async () => {
    for (const sides of [
      [
        ['float16', NARROW],
        ['bfloat16', NARROW],
      ],
      [
        ['bfloat16', NARROW],
        ['float32', NOISE],
      ],
      [
        ['int32', new Int32Array(NOISE.buffer)],
        ['float32', NOISE],
      ],
    ] as const) {
      const { shared, alone } = await bothWays(sides);
      expect(shared).toEqual(alone);
      expect(shared.status).toBe('differ');
    }
  });

  it('where one fails: then it is done here', async () => {
    const failing = (workers: ReduceWorkers): ReduceWorkers => ({
      ...workers,
      compare: async (stretches) =>
        stretches.left.start > 0 ? undefined : workers.compare(stretches),
    });
    const sides = [
      ['float32', NOISE],
      ['float32', OTHER],
    ] as const;
    const { shared, alone } = await bothWays(sides, TOLERANCES, failing);
    expect(shared).toEqual(alone);
  });

  it('and stop where someone asks to', async () => {
    const sides = [
      ['float32', NOISE],
      ['float32', OTHER],
    ] as const;
    const none = (workers: ReduceWorkers) => ({ ...workers, compare: async () => undefined });
    const { shared, told } = await bothWays(
      sides,
      { ...TOLERANCES, isInterrupted: () => true },
      none,
    );
    expect([shared.status, told]).toEqual(['unknown', 0]);
  });
});
