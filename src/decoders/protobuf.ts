/** Protocol buffers without their schema: https://protobuf.dev/programming-guides/encoding/ */
import { Cursor } from '../bytes/cursor.ts';
import { MalformedError } from '../errors.ts';

/** One field as it stands: a message, text or packed numbers are bytes until somebody knows better. */
export type ProtobufField = ProtobufInteger | ProtobufFixed | ProtobufBytes;

/** 64 bits without a sign; what they mean depends on the schema. */
interface ProtobufInteger {
  readonly number: number;
  readonly kind: 'varint';
  readonly value: bigint;
}

interface ProtobufFixed {
  readonly number: number;
  readonly kind: 'fixed32' | 'fixed64';
  readonly bytes: Uint8Array;
}

interface ProtobufBytes {
  readonly number: number;
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** The fields of the message that the rest of `cursor` spells. */
export function* protobufFields(cursor: Cursor): Generator<ProtobufField> {
  while (cursor.remaining > 0) {
    const { place } = cursor;
    const key = varint(cursor);
    const number = Number(key >> 3n);
    const wireType = Number(key & 7n);
    if (wireType === 0) yield { number, kind: 'varint', value: varint(cursor) };
    else if (wireType === 1) yield { number, kind: 'fixed64', bytes: cursor.bytes(8) };
    else if (wireType === 2) {
      yield { number, kind: 'bytes', bytes: cursor.bytes(Number(varint(cursor))) };
    } else if (wireType === 5) yield { number, kind: 'fixed32', bytes: cursor.bytes(4) };
    else {
      const finding = `a field has wire type ${wireType}, which is not in use`;
      throw new MalformedError(finding, place, { kind: 'protobuf/wire-type' });
    }
  }
}

/** Seven bits a byte, the lowest first. */
export function varint(cursor: Cursor): bigint {
  const { place } = cursor;
  let small = 0;
  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const byte = cursor.u8();
    // The first four bytes fit in a number, which is far faster.
    if (index < 4) small += (byte & 0x7f) * 2 ** (7 * index);
    else value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return BigInt.asUintN(64, value | BigInt(small));
  }
  throw new MalformedError('a number goes on after ten bytes', place, { kind: 'protobuf/varint' });
}

/** The bytes of a field that `outer` has just passed. */
export function innerCursor(bytes: Uint8Array, { place: { file, offset = 0 } }: Cursor): Cursor {
  return new Cursor(bytes, file, offset - bytes.byteLength);
}
