import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  diff,
  hash,
  memorySource,
  open,
  stats,
  UnknownFormatError,
  verify,
} from '../../src/index.ts';
import { fixture } from '../support/fixtures.ts';

const CKPT = fixture('lightning/last.ckpt');
const source = memorySource('last.ckpt', CKPT);
const weights = { filter: ({ path }: { readonly path: string }) => path.startsWith('state_dict') };
const sha256 = () => {
  const hasher = createHash('sha256');
  return {
    update: (bytes: Uint8Array) => void hasher.update(bytes),
    digest: () => hasher.digest('hex'),
  };
};

describe('the library', () => {
  it('tells numbers about tensors', async () => {
    let read = 0;
    const onBytes = (byteLength: number) => {
      read += byteLength;
    };
    const { tensors, anomalies } = await stats(await open(source), { ...weights, onBytes });
    expect([tensors.length, read, anomalies]).toEqual([8, 4 * 2600, []]);
    expect(tensors[0]?.path).toBe('state_dict.encoder.0.weight');
    expect(tensors[0]?.summary?.moments.finite).toBe(24 * 40);
  });

  it('verifies, and says what is no checkpoint', async () => {
    expect(await verify(source)).toMatchObject({ verdict: 'intact', damages: [] });
    const damaged = CKPT.slice();
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
    expect((await verify(memorySource('m.ckpt', damaged))).verdict).toBe('damaged');
    const text = memorySource('text', new TextEncoder().encode('no checkpoint at all'));
    await expect(verify(text)).rejects.toThrow(UnknownFormatError);
  });

  it('hashes: the same tensors have the same digest', async () => {
    const [one, all] = [
      await hash(await open(source), { sha256 }),
      await hash(await open(source), { sha256, all: true }),
    ];
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(one.tensors).toHaveLength(8);
    expect(all.tensors.length).toBeGreaterThan(8);
    expect((await hash(await open(source), { sha256 })).digest).toBe(one.digest);
  });

  it('tells what differs, and how far values do', async () => {
    const other = memorySource(
      'old.ckpt',
      fixture('lightning/multi-vae-epoch=02-val_loss=17.75.ckpt'),
    );
    const [left, right] = [await open(source), await open(other)];
    const { sections } = await diff(left, right, { only: ['hyperparameters', 'weights'] });
    expect(sections.map(({ name }) => name)).toEqual(['hyperparameters', 'weights']);
    const same = await diff(left, await open(source), { values: true });
    expect(same.values?.tensors.length).toBeGreaterThan(8);
    expect(new Set(same.values?.tensors.map(({ values }) => values.status))).toEqual(
      new Set(['equal']),
    );
  });

  it('stops where it is told to', async () => {
    const checkpoint = await open(source);
    const signal = AbortSignal.abort(new RangeError('enough'));
    const works = [
      stats(checkpoint, { signal }),
      verify(source, { signal }),
      hash(checkpoint, { sha256, signal }),
      diff(checkpoint, checkpoint, { values: true, signal }),
    ];
    for (const work of works) await expect(work).rejects.toThrow('enough');
  });
});
