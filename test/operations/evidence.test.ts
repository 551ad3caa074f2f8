import { describe, expect, it } from 'vitest';
import { byteSource, memorySource } from '../../src/bytes/source.ts';
import { MalformedError, SourceError } from '../../src/errors.ts';
import type { Storage, Value } from '../../src/model/value.ts';
import { evidenceIn } from '../../src/operations/evidence.ts';
import { checkpointOf } from '../support/rules.ts';
import { trainingState, weightSet } from '../support/training-states.ts';
import { dict, float, tensor } from '../support/values.ts';

function scalar(value: number) {
  const bytes = new Uint8Array(Float32Array.of(value).buffer);
  const storage: Storage = {
    kind: 'storage',
    dtype: 'float32',
    byteLength: 4,
    device: 'cpu',
    source: memorySource('m', bytes),
  };
  return tensor([], { dtype: 'float32', storage });
}

/** A scalar whose bytes cannot be read, for this reason. */
function unreadable(error: Error) {
  const whole = scalar(0);
  const source = byteSource('m', 4, () => Promise.reject(error));
  return { ...whole, storage: { ...(whole.storage as Storage), source } };
}

const best = scalar(0.5);
const count = scalar(3);
const knowing = (weights: ReturnType<typeof weightSet>) => () =>
  trainingState({ weights: [weights] });

describe('the evidence in a checkpoint', () => {
  const root = dict({ state_dict: dict({ count }), best, name: 'x' });
  const known = knowing(weightSet({ count }));

  it('is its tensors, what it was trained to, and its scalars outside the weights', async () => {
    const { file, tensors, training, scalars } = await evidenceIn(checkpointOf(root), true, known);
    expect(file).toBe('m.ckpt');
    expect(tensors?.map(({ path }) => path)).toEqual(['state_dict.count', 'best']);
    expect(training?.framework.id).toBe('lightning');
    expect([...(scalars ?? [])]).toEqual([[best, float(0.5)]]);
  });

  it('leaves the scalars alone where nobody asks for them, or nothing tells the weights', async () => {
    expect((await evidenceIn(checkpointOf(root), false, known)).scalars).toBeUndefined();
    const strange = await evidenceIn(checkpointOf(root), true, () => undefined);
    expect([strange.training, strange.scalars]).toEqual([undefined, undefined]);
  });

  it('reads no more than 256, an optimizer’s steps last', async () => {
    const steps = Array.from({ length: 300 }, (_, index) => [
      `${index}`,
      dict({ step: scalar(1) }),
    ]);
    const many: Value = dict({ state: dict(Object.fromEntries(steps)), best });
    const { scalars } = await evidenceIn(checkpointOf(many), true, knowing(weightSet({})));
    expect(scalars?.size).toBe(256);
    expect(scalars?.get(best)).toEqual(float(0.5));
  });

  it('notes a scalar that cannot be read', async () => {
    const broken = unreadable(new MalformedError('it is damaged', { file: 'm', offset: 8 }));
    const { checkpoint, scalars } = await evidenceIn(
      checkpointOf(dict({ a: broken, best })),
      true,
      knowing(weightSet({})),
    );
    expect(checkpoint?.anomalies).toEqual([
      {
        kind: 'unreadable-tensor',
        place: { file: 'm', offset: 8 },
        path: 'a',
        data: { finding: 'it is damaged' },
      },
    ]);
    expect(scalars?.get(best)).toEqual(float(0.5));
  });

  it('fails where the bytes cannot be had: trying again may help', async () => {
    const gone = dict({ a: unreadable(new SourceError('the disk is gone', { file: 'm' })) });
    const asked = evidenceIn(checkpointOf(gone), true, knowing(weightSet({})));
    await expect(asked).rejects.toThrow(SourceError);
  });
});
