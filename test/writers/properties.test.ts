/** Random trees, written and read again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { openZip } from '../../src/containers/zip.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { Value } from '../../src/model/value.ts';
import { planConversion } from '../../src/operations/convert/plan.ts';
import { hashOf } from '../../src/operations/verify/hash.ts';
import { bytesOf, checkpointOf, contentText, converted } from '../support/converted.ts';
import { announce } from '../support/corpus.ts';
import { sha256 } from '../support/goldens.ts';
import { bytesValue, dict, float, list, storage, tensor, tuple } from '../support/values.ts';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const often = (numRuns: number) => ({ seed, numRuns });
const limits = DEFAULT_LIMITS;
announce(`written trees: FC_SEED=${seed}`);

describe('what is written', () => {
  const key = fc.string({ minLength: 1, maxLength: 8 });
  const bytes = fc.uint8Array({ maxLength: 40 });
  const one = bytes.map((data) => tensor([data.length], { storage: storage(data.slice()) }));
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, false),
      fc.integer(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
      fc.double().map(float),
      key,
      bytes.map((data) => bytesValue(...data)),
      one,
      fc.array(tie('value'), { maxLength: 3 }).map((items) => list(...items)),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => tuple(...items)),
      fc.dictionary(key, tie('value'), { maxKeys: 3 }).map(dict),
    ),
  }));
  const tensors = fc.dictionary(key, one, { minKeys: 1, maxKeys: 6 });

  it('as a torch archive is the tree that it was', () =>
    fc.assert(
      fc.asyncProperty(fc.dictionary(key, value, { maxKeys: 4 }), async (entries) => {
        const checkpoint = checkpointOf(dict(entries));
        const { output } = await converted(checkpoint, { target: 'pt' });
        expect(output.anomalies).toEqual([]);
        expect(await contentText(output, true)).toBe(await contentText(checkpoint, true));
      }),
      often(100),
    ));

  it('as safetensors has the tensors that it had', () =>
    fc.assert(
      fc.asyncProperty(tensors, async (entries) => {
        const checkpoint = checkpointOf(dict(entries));
        const { output } = await converted(checkpoint, { target: 'safetensors', select: '' });
        expect(output.anomalies).toEqual([]);
        expect(await hashes(output.root)).toEqual(await hashes(dict(entries)));
      }),
      often(100),
    ));

  it('as npz has the bytes that it had', () =>
    fc.assert(
      fc.asyncProperty(tensors, async (entries) => {
        const plan = planConversion(checkpointOf(dict(entries)), {
          target: 'npz',
          stem: 'm',
          select: '',
        });
        const [file] = plan.files;
        const written = file === undefined ? new Uint8Array(0) : await bytesOf(file);
        const archive = await openZip(memorySource('m.npz', written), limits);
        const found = new Map<string, string>();
        for (const entry of archive.entries) {
          const array = await archive.open(entry).read(0, entry.byteLength);
          const start = 10 + (array[8] ?? 0) + 256 * (array[9] ?? 0);
          found.set(entry.name, Buffer.from(array.subarray(start)).toString('hex'));
        }
        const wanted = Object.entries(entries).map(async ([name, { storage: held }]) => {
          const data = await held?.source?.read(0, held.byteLength);
          return [`${name}.npy`, Buffer.from(data ?? []).toString('hex')] as const;
        });
        expect(found).toEqual(new Map(await Promise.all(wanted)));
      }),
      often(100),
    ));

  async function hashes(root: Value): Promise<unknown> {
    const hash = await hashOf(checkpointOf(root), {
      sha256: () => sha256(),
      all: true,
      anomalies: [],
    });
    return hash?.tensors.map(({ name, dtype, shape, sha256: digest }) => [
      name,
      dtype,
      shape,
      digest,
    ]);
  }
});
