/** https://huggingface.co/docs/safetensors/index#format */
import { concat } from '../../test/support/bytes.ts';
import { integerBytes, mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { numberAt } from './fields.ts';
import { JSON_TEXT } from './languages.ts';
import { type Language, mutateTokens, textOf } from './tokens.ts';

const DTYPES =
  'BOOL F4 F6_E2M3 F6_E3M2 U8 I8 F8_E5M2 F8_E4M3 F8_E8M0 I16 U16 F16 BF16 I32 U32 F32 C64 F64 I64 U64 f32 X';

const HEADER: Language = {
  ...JSON_TEXT,
  words: [
    ...JSON_TEXT.words,
    ...DTYPES.split(' ').map((name) => `"${name}"`),
    '"dtype"',
    '"shape"',
    '"data_offsets"',
    '"__metadata__"',
    '"__metadata__":{"format":"pt"},',
    '"__metadata__":null,',
    '"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},',
    '"":{"dtype":"F4","shape":[2,18446744073709551615],"data_offsets":[0,0]},',
    '"b":["F32",[1],[0,4]],',
    '{"I32":null}',
    '[0,0]',
    '[4,0]',
    '[0,4]',
  ],
};

/** Most data that a mutant gets, whatever its header says. */
const MOST_DATA = 65_536;
const LENGTH_BYTES = 8;

export function mutateSafetensors(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  if (random.chance(0.1)) return mutateBytes(random, seed, other);
  const [header, data] = safetensorsParts(seed);
  switch (random.below(8)) {
    case 0:
      return safetensorsFile(header, data, header.length + random.between(-4, 4));
    case 1:
      return safetensorsFile(header, data, random.interestingInteger());
    case 2:
      return safetensorsFile(header, data.slice(0, random.below(data.length + 1)));
    default: {
      const changed = mutateTokens(random, header, safetensorsParts(other)[0], HEADER);
      const fitting = random.chance(0.5) ? fitted(changed, data) : data;
      return safetensorsFile(changed, fitting);
    }
  }
}

function safetensorsParts(bytes: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const end = LENGTH_BYTES + numberAt(bytes, { offset: 0, width: LENGTH_BYTES });
  return [bytes.subarray(LENGTH_BYTES, end), bytes.subarray(end)];
}

function safetensorsFile(header: Uint8Array, data: Uint8Array, said = header.length): Uint8Array {
  return concat(integerBytes(said, LENGTH_BYTES), header, data);
}

/** Data as long as the last tensor needs it. */
function fitted(header: Uint8Array, data: Uint8Array): Uint8Array {
  const ends = textOf(header).matchAll(/"data_offsets":\[\d+,(\d+)\]/g);
  const end = Math.max(0, ...Array.from(ends, ([, number]) => Number(number)));
  if (end <= data.length || end > MOST_DATA) return data.subarray(0, end);
  return concat(data, new Uint8Array(end - data.length));
}
