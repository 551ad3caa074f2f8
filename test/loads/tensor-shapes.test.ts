import { describe, expect, it } from 'vitest';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { torchFile } from '../support/weights-only.ts';

/** An int in nine bytes. */
function int(value: number | bigint): string {
  const bytes = Array.from({ length: 9 }, (_, index) =>
    Number(BigInt.asUintN(8, BigInt(value) >> BigInt(8 * index))),
  );
  return `\x8a\x09${String.fromCharCode(...bytes)}`;
}

const STORAGE = '(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x06tQ';

/** What torch 2.13 says of a tensor on a storage of 6 floats. */
async function told(
  offset: string,
  size: readonly string[],
  stride: readonly string[],
  more = '',
): Promise<string | boolean> {
  const view = `${offset}(${size.join('')}t(${stride.join('')}t\x89N${more}`;
  const object = `\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(${STORAGE}${view}tR.`;
  const found = await predictWeightsOnly(torchFile(object, { 0: 24 }));
  return found.loads === false ? `${found.error.exception}: ${found.error.detail}` : found.loads;
}

const of = (...values: readonly (number | bigint)[]) => values.map(int);
const NUMEL = 'RuntimeError: numel: integer multiplication overflow';
const RESIZE = 'RuntimeError: Trying to resize storage that is not resizable';

describe('a tensor', () => {
  const CASES: readonly (readonly [what: string, Parameters<typeof told>, string | boolean])[] = [
    ['on all of its storage', [int(0), of(2, 3), of(3, 1)], true],
    ['beyond it', [int(1), of(2, 3), of(3, 1)], RESIZE],
    ['of nothing, beyond it', [int(9), of(0), of(1)], true],
    [
      'with more sizes than strides',
      [int(0), of(2, 3), of(3)],
      'RuntimeError: unequal size length (2) and stride length (1)',
    ],
    ['of a negative size', [int(0), of(2, -1), of(3, 1)], NUMEL],
    ['of a negative size, times nothing', [int(0), of(0, -1), of(1, 1)], true],
    ['of nothing, times a negative size', [int(0), of(-1, 2, 0), of(1, 1, 1)], NUMEL],
    ['of too many elements', [int(0), of(2n ** 62n, 4), of(0, 0)], NUMEL],
    ['of many elements on one', [int(0), of(2n ** 62n), of(0)], true],
    ['of many elements', [int(0), of(2n ** 60n), of(1)], RESIZE],
    [
      'from before its storage',
      [int(-1), of(2), of(1)],
      'RuntimeError: Tensor: invalid storage offset -1',
    ],
    [
      'that goes back in its storage',
      [int(0), of(2, 2), of(-1, 1)],
      'RuntimeError: Storage size calculation overflowed with sizes=[2, 2] and strides=[-1, 1]',
    ],
    ['that might go back', [int(0), of(1, 2), of(-1, 1)], true],
    [
      'of a size that takes more than 64 bits',
      [int(0), of(2n ** 63n), of(1)],
      `TypeError: set_(): argument 'size' failed to unpack the object at pos 1 with error "Overflow when unpacking long long`,
    ],
    [
      'from an offset that takes more than 64 bits',
      [int(2n ** 63n), of(1), of(1)],
      'ValueError: Overflow when unpacking long long',
    ],
    [
      'from an offset that is no number',
      ['N', of(1), of(1)],
      'TypeError: set_() received an invalid combination of arguments',
    ],
    [
      'with metadata that is no dict',
      [int(0), of(1), of(1), 'X\x01\0\0\0x'],
      'AssertionError: expected dict, got str',
    ],
    ['with metadata that is nothing', [int(0), of(1), of(1), ')'], true],
  ];
  for (const [what, args, expected] of CASES) {
    it(what, async () => expect(await told(...args)).toBe(expected));
  }
});

describe('a storage that is named twice', () => {
  const tensor = (count: string, size: string) => {
    const storage = STORAGE.replace('K\x06', `K${count}`);
    return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\0K${size}\x85K\x01\x85\x89NtR`;
  };
  const loads = async (object: string, byteLength: number) => {
    const found = await predictWeightsOnly(torchFile(object, { 0: byteLength }));
    return found.loads === false ? found.error.detail.slice(0, 30) : found.loads;
  };

  it('is what was said first', async () => {
    const [six, none] = [tensor('\x06', '\x06'), tensor('\0', '\x06')];
    expect(await loads(`\x80\x02${six}${none}\x86.`, 24)).toBe(true);
    expect(await loads(`\x80\x02${none}${six}\x86.`, 24)).toBe('record size (24 bytes) does no');
  });
});
