import { describe, expect, it } from 'vitest';
import { utf8Text } from '../../src/bytes/text.ts';
import type { DType } from '../../src/model/dtype.ts';
import { bytesDraft } from '../../src/writers/draft.ts';
import { safetensorsDraft } from '../../src/writers/safetensors.ts';
import { shardedDrafts } from '../../src/writers/safetensors-shards.ts';
import { bytesOf } from '../support/converted.ts';

function named(name: string, dtype: DType, shape: readonly number[], ...bytes: readonly number[]) {
  return { name, dtype, shape, elements: bytesDraft(Uint8Array.from(bytes)) };
}

const headerOf = (bytes: Uint8Array) => {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return utf8Text(bytes.subarray(8, 8 + length)) ?? '';
};

describe('safetensors', () => {
  it('are written byte for byte as the reference writes them', async () => {
    const bytes = await bytesOf(
      safetensorsDraft(
        [
          named('b', 'uint8', [1], 7),
          named('é', 'float32', [], 0, 0, 0x80, 0x3f),
          named('a"', 'int64', [1], 1, 0, 0, 0, 0, 0, 0, 0),
          named('a', 'float32', [1], 0, 0, 0, 0x40),
        ],
        new Map([['format', 'pt']]),
      ),
    );
    const header =
      '{"__metadata__":{"format":"pt"},"a\\"":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},' +
      '"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},' +
      '"é":{"dtype":"F32","shape":[],"data_offsets":[12,16]},' +
      '"b":{"dtype":"U8","shape":[1],"data_offsets":[16,17]}}';
    expect(headerOf(bytes).trimEnd()).toBe(header);
    expect((bytes.byteLength - 17) % 8).toBe(0);
    expect([...bytes.slice(-17)]).toEqual([
      1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0x80, 0x3f, 7,
    ]);
  });

  it('sort names by their characters, not by UTF-16', async () => {
    const tensors = ['\u{10000}', '\ue000', 'a'].map((name) => named(name, 'uint8', [0]));
    const header = headerOf(await bytesOf(safetensorsDraft(tensors, new Map())));
    expect(header.match(/"(?:\u{10000}|\ue000|a)"/gu)).toEqual(['"a"', '"\ue000"', '"\u{10000}"']);
  });

  it('count the halves of bytes of two 4-bit floats', async () => {
    const header = headerOf(
      await bytesOf(safetensorsDraft([named('w', 'float4_e2m1fn_x2', [1, 2], 1, 2)], new Map())),
    );
    expect(header).toContain('"dtype":"F4","shape":[1,4]');
  });
});

describe('shards', () => {
  const tensors = [
    named('one', 'uint8', [3], 1, 2, 3),
    named('large', 'uint8', [9], 1, 2, 3, 4, 5, 6, 7, 8, 9),
    named('two', 'uint8', [3], 4, 5, 6),
    named('three', 'uint8', [1], 7),
  ];
  const sharded = (shardBytes: number) =>
    shardedDrafts(tensors, new Map([['format', 'pt']]), new Map([['tied', 'one']]), {
      stem: 'm',
      shardBytes,
    });

  it('keep the order, and a tensor beyond the limit by itself', async () => {
    const files = sharded(6);
    expect(files.map(({ name }) => name)).toEqual([
      'm-00001-of-00003.safetensors',
      'm-00002-of-00003.safetensors',
      'm-00003-of-00003.safetensors',
      'm.safetensors.index.json',
    ]);
    const index = files.at(-1);
    expect(index && utf8Text(await bytesOf(index))).toBe(`{
  "metadata": {
    "total_size": 16,
    "tied": "one"
  },
  "weight_map": {
    "large": "m-00001-of-00003.safetensors",
    "one": "m-00002-of-00003.safetensors",
    "two": "m-00002-of-00003.safetensors",
    "three": "m-00003-of-00003.safetensors"
  }
}`);
  });

  it('are one file without index where all fits', async () => {
    const [only, ...others] = sharded(100);
    expect(others).toEqual([]);
    expect(only?.name).toBe('m.safetensors');
    expect(only && headerOf(await bytesOf(only))).toContain('"format":"pt","tied":"one"');
  });
});
