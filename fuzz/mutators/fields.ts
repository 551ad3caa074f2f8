/** Changing numbers that stand at known places in binary headers. */
import { integerBytes } from '../bytes.ts';
import type { Random } from '../random.ts';

export interface Field {
  readonly offset: number;
  readonly width: number;
}

/** Fields of so many bytes each, one after the other. */
export function fieldsAt(start: number, widths: readonly number[]): Field[] {
  const fields: Field[] = [];
  let offset = start;
  for (const width of widths) {
    fields.push({ offset, width });
    offset += width;
  }
  return fields;
}

/** The values that readers trip over: ends of ranges, one too many, what another field says. */
export function mutateFields(
  random: Random,
  seed: Uint8Array,
  fields: readonly Field[],
): Uint8Array {
  const bytes = seed.slice();
  if (fields.length === 0) return bytes;
  for (let rounds = random.size(4) + 1; rounds > 0; rounds -= 1) {
    const field = random.pick(fields);
    const other = random.pick(fields);
    const value = valueFor(random, numberAt(bytes, field), numberAt(bytes, other));
    const end = Math.min(field.offset + field.width, bytes.length);
    if (field.offset >= end) continue;
    bytes.set(integerBytes(value, field.width).subarray(0, end - field.offset), field.offset);
  }
  return bytes;
}

function valueFor(random: Random, value: number, other: number): number {
  switch (random.below(8)) {
    case 0:
      return 0;
    case 1:
      return -1;
    case 2:
      return value - 1;
    case 3:
      return value + 1;
    case 4:
      return other;
    case 5:
      return value + random.between(-64, 64);
    case 6:
      return value ^ (1 << random.below(31));
    default:
      return random.interestingInteger();
  }
}

/** As little-endian; what does not fit a number is cut off. */
export function numberAt(bytes: Uint8Array, { offset, width }: Field): number {
  let value = 0;
  for (let index = Math.min(width, 6) - 1; index >= 0; index -= 1) {
    value = value * 256 + (bytes[offset + index] ?? 0);
  }
  return value;
}
