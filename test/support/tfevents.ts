/** Event files as literals: https://protobuf.dev/programming-guides/encoding/ */
import { maskedCrc32c } from '../../src/bytes/crc32c.ts';

type Bytes = readonly number[];

export function varintBytes(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

function littleEndian(byteLength: number, write: (view: DataView) => void): number[] {
  const bytes = new Uint8Array(byteLength);
  write(new DataView(bytes.buffer));
  return [...bytes];
}

export const float32Bytes = (value: number) => littleEndian(4, (v) => v.setFloat32(0, value, true));
export const float64Bytes = (value: number) => littleEndian(8, (v) => v.setFloat64(0, value, true));
const uint32 = (value: number) => littleEndian(4, (v) => v.setUint32(0, value, true));
const uint64 = (value: number) => littleEndian(8, (v) => v.setBigUint64(0, BigInt(value), true));

export const integerField = (number: number, value: number | bigint) => [
  ...varintBytes(number * 8),
  ...varintBytes(value),
];
export const doubleField = (number: number, value: number) => [
  number * 8 + 1,
  ...float64Bytes(value),
];
export const floatField = (number: number, value: number) => [
  number * 8 + 5,
  ...float32Bytes(value),
];
export const bytesField = (number: number, bytes: Bytes) => [
  number * 8 + 2,
  ...varintBytes(bytes.length),
  ...bytes,
];
export const textField = (number: number, text: string) =>
  bytesField(number, [...new TextEncoder().encode(text)]);

/** A payload with its length and the two checksums. */
export function record(payload: Bytes): number[] {
  const length = uint64(payload.length);
  const checksum = (bytes: Bytes) => uint32(maskedCrc32c(Uint8Array.from(bytes)));
  return [...length, ...checksum(length), ...payload, ...checksum(payload)];
}

/** An event with a summary of `values`. */
export function event(step: number, ...values: readonly Bytes[]): number[] {
  const summary = values.flatMap((value) => bytesField(1, value));
  return [...doubleField(1, 1.5), ...integerField(2, step), ...bytesField(5, summary)];
}

/** A value as torch’s SummaryWriter writes it. */
export const simpleValue = (tag: string, value: number) => [
  ...textField(1, tag),
  ...floatField(2, value),
];

/** A value as TensorFlow 2 writes it: a tensor, whose fields are `parts`. */
export const tensorValue = (tag: string, ...parts: readonly Bytes[]) => [
  ...textField(1, tag),
  ...bytesField(8, parts.flat()),
];
