/**
 * What TensorBoard reads: records with checksums, an event in each.
 * https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/lib/io/record_writer.h
 * https://github.com/tensorflow/tensorboard/blob/2.18.0/tensorboard/compat/proto/event.proto
 */
import { maskedCrc32c } from '../bytes/crc32c.ts';
import { Cursor } from '../bytes/cursor.ts';
import { utf8Text } from '../bytes/text.ts';
import { MalformedError, type Place, TruncatedError } from '../errors.ts';
import { checkLimit, type Limits } from '../limits.ts';
import { innerCursor, protobufFields } from './protobuf.ts';
import { tensorScalar } from './tfevents-tensor.ts';

export interface TensorboardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** `brain.Event:2`, in the first event of a file. */
  readonly fileVersion?: string;
  /** The scalars in it; images, histograms, graphs and text are left out. */
  readonly scalars: readonly TensorboardScalar[];
}

interface TensorboardScalar {
  readonly tag: string;
  readonly value: number;
}

const LENGTH_BYTES = 8;
const CHECKSUM_BYTES = 4;

/**
 * The payload of the record at `cursor`. Throws a `TruncatedError` of kind `tfevents/cut-short` where
 * the bytes end before it does; a file that is still written to ends so.
 */
export function decodeRecord(cursor: Cursor, limits: Limits): Cursor {
  const { place } = cursor;
  wantBytes(cursor, LENGTH_BYTES + CHECKSUM_BYTES, place);
  const lengthBytes = cursor.bytes(LENGTH_BYTES);
  if (cursor.u32() !== maskedCrc32c(lengthBytes)) {
    throw new MalformedError('the checksum of a length is wrong', place, {
      kind: 'tfevents/length-checksum',
    });
  }
  const length = new Cursor(lengthBytes, place.file, place.offset).u64();
  checkLimit(limits, 'logRecordBytes', length, 'bytes in one event', place);
  wantBytes(cursor, length + CHECKSUM_BYTES, place);
  const { offset } = cursor.place;
  const bytes = cursor.bytes(length);
  if (cursor.u32() !== maskedCrc32c(bytes)) {
    throw new MalformedError('the checksum of an event is wrong', place, {
      kind: 'tfevents/checksum',
    });
  }
  return new Cursor(bytes, place.file, offset);
}

function wantBytes({ remaining }: Cursor, count: number, place: Place): void {
  if (remaining >= count) return;
  const finding = `${count} bytes of an event are wanted, ${remaining} left`;
  throw new TruncatedError(finding, place, { kind: 'tfevents/cut-short' });
}

export function decodeEvent(cursor: Cursor): TensorboardEvent {
  let wallTime = 0;
  let step = 0;
  let fileVersion: string | undefined;
  const scalars: TensorboardScalar[] = [];
  for (const field of protobufFields(cursor)) {
    if (field.number === 1 && field.kind === 'fixed64') wallTime = float64(field.bytes);
    else if (field.number === 2 && field.kind === 'varint') {
      step = Number(BigInt.asIntN(64, field.value));
    } else if (field.number === 3 && field.kind === 'bytes') fileVersion = utf8Text(field.bytes);
    else if (field.number === 5 && field.kind === 'bytes') {
      for (const scalar of summaryScalars(innerCursor(field.bytes, cursor))) scalars.push(scalar);
    }
  }
  return { wallTime, step, scalars, ...(fileVersion !== undefined && { fileVersion }) };
}

/** https://github.com/tensorflow/tensorboard/blob/2.18.0/tensorboard/compat/proto/summary.proto */
function* summaryScalars(summary: Cursor): Generator<TensorboardScalar> {
  for (const field of protobufFields(summary)) {
    if (field.number !== 1 || field.kind !== 'bytes') continue;
    const scalar = valueScalar(innerCursor(field.bytes, summary));
    if (scalar !== undefined) yield scalar;
  }
}

function valueScalar(cursor: Cursor): TensorboardScalar | undefined {
  let tag: string | undefined;
  let value: number | undefined;
  for (const field of protobufFields(cursor)) {
    if (field.number === 1 && field.kind === 'bytes') tag = utf8Text(field.bytes);
    else if (field.number === 2 && field.kind === 'fixed32') value = float32(field.bytes);
    else if (field.number === 8 && field.kind === 'bytes') {
      value = tensorScalar(innerCursor(field.bytes, cursor));
    }
  }
  return tag === undefined || value === undefined ? undefined : { tag, value };
}

function float32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}

function float64(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
}
