import { describe, expect, it } from 'vitest';
import { Interpreter } from '../../../src/formats/python/interpreter.ts';
import { readNestedStorage } from '../../../src/formats/pytorch/nested-stream.ts';
import type { Storage } from '../../../src/model/value.ts';
import { concat, u64 } from '../../support/bytes.ts';
import { stream } from '../../support/pickle.ts';

const BEGINNING = stream('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.');
// ('storage', torch.FloatStorage, 'a', 'cpu', 2), and the list of keys.
const OBJECT = stream(
  '\x80\x02(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0aX\x03\0\0\0cpuK\x02tQ.' +
    '\x80\x02]X\x01\0\0\0aa.',
);
const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

function read(bytes: Uint8Array, file = 'm') {
  const interpreter = new Interpreter([], { file, depth: 100 });
  const value = readNestedStorage(bytes, interpreter);
  return { value, anomalies: interpreter.anomalies };
}

describe('a legacy stream inside a pickle', () => {
  it('is one storage, whose bytes came with the pickle', async () => {
    const { value, anomalies } = read(concat(BEGINNING, OBJECT, u64(2), data));

    expect(value).toMatchObject({ kind: 'storage', dtype: 'float32', byteLength: 8 });
    expect(await (value as Storage).source?.read(0, 8)).toEqual(data);
    expect(anomalies).toEqual([]);
  });

  const broken: readonly (readonly [string, Uint8Array])[] = [
    ['no stream', Uint8Array.of(1, 2, 3)],
    ['nothing', new Uint8Array(0)],
    ['the beginning of one', BEGINNING],
  ];
  for (const [what, bytes] of broken) {
    it(`that is ${what} has no meaning, and is noted`, () => {
      const { value, anomalies } = read(bytes);

      expect(value).toBeUndefined();
      expect(anomalies).toMatchObject([{ kind: 'broken-nested-stream', place: { file: 'm' } }]);
    });
  }

  it('that is cut short has a storage without bytes', () => {
    const { value, anomalies } = read(concat(BEGINNING, OBJECT, u64(2), data.subarray(0, 3)));

    expect(value).toMatchObject({ kind: 'storage', byteLength: 8, source: null });
    expect(anomalies.map(({ kind }) => kind)).toEqual(['storage-cut-short']);
  });

  it('does not go on inside itself', () => {
    const inner = concat(BEGINNING, OBJECT, u64(2), data);
    const call = concat(
      stream('\x80\x03ctorch.storage\n_load_from_bytes\nB'),
      Uint8Array.of(inner.length, 0, 0, 0),
      inner,
      stream('\x85R.\x80\x02].'),
    );

    expect(read(concat(BEGINNING, call)).value).toMatchObject({
      ...{ kind: 'opaque', type: 'torch.storage._load_from_bytes' },
    });
  });
});
