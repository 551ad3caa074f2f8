/**
 * Scalars of TensorFlow 2, which are tensors of one element:
 * https://github.com/tensorflow/tensorboard/blob/2.18.0/tensorboard/compat/proto/tensor.proto
 * `tf.summary.scalar` makes them float32; other writers keep a few more types.
 */
import type { Cursor } from '../bytes/cursor.ts';
import { innerCursor, type ProtobufField, protobufFields, varint } from './protobuf.ts';

const FLOAT: Reader = (view) => view.getFloat32(0, true);
const DOUBLE: Reader = (view) => view.getFloat64(0, true);

type Reader = (view: DataView) => number;

interface Type {
  readonly byteLength: number;
  /** Of the little-endian bytes of `tensor_content`. */
  readonly read: Reader;
}

/** https://github.com/tensorflow/tensorboard/blob/2.18.0/tensorboard/compat/proto/types.proto */
const TYPES: ReadonlyMap<number, Type> = new Map([
  [1, { byteLength: 4, read: FLOAT }],
  [2, { byteLength: 8, read: DOUBLE }],
  [3, { byteLength: 4, read: (view) => view.getInt32(0, true) }],
  [4, { byteLength: 1, read: (view) => view.getUint8(0) }],
  [5, { byteLength: 2, read: (view) => view.getInt16(0, true) }],
  [6, { byteLength: 1, read: (view) => view.getInt8(0) }],
  [9, { byteLength: 8, read: (view) => Number(view.getBigInt64(0, true)) }],
]);

/** `float_val` and its like: the same number as a field of its own. */
const FLOAT_FIELD = 5;
const DOUBLE_FIELD = 6;
const INTEGER_FIELDS: ReadonlySet<number> = new Set([7, 10]);

/** The value of a tensor of one number; `undefined` for any other: images and text are tensors too. */
export function tensorScalar(cursor: Cursor): number | undefined {
  let type: Type | undefined;
  let content: Uint8Array | undefined;
  let value: number | undefined;
  let count = 1;
  for (const field of protobufFields(cursor)) {
    if (field.number === 1 && field.kind === 'varint') type = TYPES.get(Number(field.value));
    else if (field.number === 2 && field.kind === 'bytes')
      count *= elementCount(innerCursor(field.bytes, cursor));
    else if (field.number === 4 && field.kind === 'bytes') content = field.bytes;
    else value ??= fieldValue(field, cursor);
  }
  if (type === undefined || count !== 1) return undefined;
  if (content === undefined || content.byteLength !== type.byteLength) return value;
  return type.read(viewOf(content));
}

function fieldValue(field: ProtobufField, tensor: Cursor): number | undefined {
  // Packed or alone: either way the first number begins where the bytes do.
  if (INTEGER_FIELDS.has(field.number)) {
    if (field.kind === 'varint') return Number(BigInt.asIntN(64, field.value));
    if (field.kind !== 'bytes' || field.bytes.byteLength === 0) return undefined;
    return Number(BigInt.asIntN(64, varint(innerCursor(field.bytes, tensor))));
  }
  const [byteLength, read] = field.number === DOUBLE_FIELD ? [8, DOUBLE] : [4, FLOAT];
  if (field.number !== FLOAT_FIELD && field.number !== DOUBLE_FIELD) return undefined;
  if (field.kind === 'varint' || field.bytes.byteLength !== byteLength) return undefined;
  return read(viewOf(field.bytes));
}

/** A shape has a dimension in each field 2, and in it a size in field 1. */
function elementCount(shape: Cursor): number {
  let count = 1;
  for (const dimension of protobufFields(shape)) {
    if (dimension.number !== 2 || dimension.kind !== 'bytes') continue;
    let size = 0;
    for (const field of protobufFields(innerCursor(dimension.bytes, shape))) {
      if (field.number === 1 && field.kind === 'varint') size = Number(field.value);
    }
    count *= size;
  }
  return count;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
