/** https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { concat } from '../../test/support/bytes.ts';
import { integerBytes, mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { numberAt } from './fields.ts';
import { PYTHON_LITERAL } from './languages.ts';
import { mutatePickle } from './pickle.ts';
import { mutateTokens } from './tokens.ts';

const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/** An array file of this header, its length said right unless `said` is something else. */
export function npyFile(
  version: number,
  header: Uint8Array,
  data: Uint8Array,
  said = header.length,
): Uint8Array {
  const length = integerBytes(said, version === 1 ? 2 : 4);
  return concat(MAGIC, Uint8Array.of(version, 0), length, header, data);
}

/** The version, the header or the data is another; half of the time it all fits together. */
export function mutateNpy(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  if (random.chance(0.1)) return mutateBytes(random, seed, other);
  const [version, header, data] = npyParts(seed);
  const [, otherHeader, otherData] = npyParts(other);
  const isObject = /'\|?O/.test(new TextDecoder().decode(header));
  switch (random.below(6)) {
    case 0:
      return npyFile(random.pick([0, 1, 2, 3, 4, 255]), header, data);
    case 1:
      return npyFile(version, header, data, header.length + random.between(-4, 4));
    case 2:
      return npyFile(version, header, data, random.interestingInteger());
    case 3:
      return npyFile(version, header, changedData(random, data, otherData, isObject));
    default: {
      const changed = mutateTokens(random, header, otherHeader, PYTHON_LITERAL);
      return npyFile(random.pick([version, 1, 2, 3]), changed, data);
    }
  }
}

function changedData(
  random: Random,
  data: Uint8Array,
  other: Uint8Array,
  isObject: boolean,
): Uint8Array {
  if (isObject) return mutatePickle(random, data, other);
  return random.chance(0.5)
    ? data.slice(0, random.below(data.length + 1))
    : mutateBytes(random, data, other);
}

function npyParts(bytes: Uint8Array): readonly [number, Uint8Array, Uint8Array] {
  const version = bytes[6] ?? 1;
  const width = version === 1 ? 2 : 4;
  const start = 8 + width;
  const end = start + numberAt(bytes, { offset: 8, width });
  return [version, bytes.subarray(start, end), bytes.subarray(end)];
}
