/** Changing fields of protocol buffers: https://protobuf.dev/programming-guides/encoding/ */
import { concat } from '../../test/support/bytes.ts';
import { varintBytes } from '../../test/support/tfevents.ts';
import { mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';

interface Field {
  readonly number: number;
  readonly wire: number;
  readonly content: bigint | Uint8Array;
}

const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

export function mutateMessage(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  const fields = fieldsOf(seed);
  if (fields === undefined || fields.length === 0) return mutateBytes(random, seed, other);
  const at = random.below(fields.length);
  const field = fields[at];
  if (field === undefined) return seed;
  switch (random.below(10)) {
    case 0:
      fields.splice(at, 1);
      break;
    case 1:
      fields.splice(random.below(fields.length + 1), 0, random.pick(fields));
      break;
    case 2: {
      const others = fieldsOf(other) ?? [];
      fields.splice(at, random.below(2), random.pick(others.length > 0 ? others : fields));
      break;
    }
    case 3:
      fields[at] = { ...field, number: random.pick([0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 0x1fffffff]) };
      break;
    case 4:
      fields[at] = { ...field, wire: random.below(8) };
      break;
    default:
      fields[at] = changed(random, field);
  }
  return spelled(fields, random.chance(0.05) ? random.interestingInteger() : undefined);
}

function changed(random: Random, field: Field): Field {
  const { content } = field;
  if (typeof content === 'bigint') {
    return { ...field, content: BigInt(random.interestingInteger()) };
  }
  // Messages within messages look like any other bytes.
  const inner =
    field.wire === 2 && fieldsOf(content) !== undefined && random.chance(0.8)
      ? mutateMessage(random, content, content)
      : mutateBytes(random, content, content);
  return { ...field, content: field.wire === 2 ? inner : inner.subarray(0, content.length) };
}

function fieldsOf(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [key, start] = varint(bytes, at);
    const wire = Number(key & 7n);
    const [length, from] =
      wire === 2 ? varint(bytes, start) : ([BigInt(FIXED_BYTES[wire] ?? 0), start] as const);
    const number = Number(key >> 3n);
    if (wire === 0) {
      const [content, next] = varint(bytes, start);
      fields.push({ number, wire, content });
      at = next;
    } else {
      const end = from + Number(length);
      if (![1, 2, 5].includes(wire) || number === 0 || end > bytes.length) return undefined;
      fields.push({ number, wire, content: bytes.slice(from, end) });
      at = end;
    }
  }
  return fields;
}

function varint(bytes: Uint8Array, start: number): readonly [value: bigint, end: number] {
  let value = 0n;
  let at = start;
  for (let shift = 0n; shift < 64n; shift += 7n) {
    const byte = bytes[at] ?? 0;
    at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return [value, at];
}

/** `said` stands for the length of the first field that has one, if it is given. */
function spelled(fields: readonly Field[], said: number | undefined): Uint8Array {
  let lie = said;
  const parts = fields.flatMap(({ number, wire, content }) => {
    const key = Uint8Array.from(varintBytes(number * 8 + wire));
    if (typeof content === 'bigint') return [key, Uint8Array.from(varintBytes(content))];
    if (wire !== 2) return [key, content];
    const length = Uint8Array.from(varintBytes(lie ?? content.length));
    lie = undefined;
    return [key, length, content];
  });
  return concat(...parts);
}
