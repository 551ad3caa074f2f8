/**
 * numpy’s arrays, scalars and dtypes as pickles spell them:
 * https://numpy.org/doc/stable/reference/generated/numpy.ndarray.__reduce__.html
 */
import type { PickleValue } from '../../decoders/pickle/value.ts';
import { swapBytes } from '../../model/tensor-bytes.ts';
import type { NdArray, Value } from '../../model/value.ts';
import { type Call, type CallMeaning, untouched, type Vocabulary } from './call.ts';
import { type Interpreter, tupleItems } from './interpreter.ts';
import { dtypeOf, type NumpyDType, numpyDType } from './numpy-dtype.ts';
import { numpyScalarValue } from './numpy-scalar.ts';
import { bytesOf } from './vocabulary.ts';

/** numpy 2 moved `numpy.core` to `numpy._core`. */
const bothCores = (name: string, meaning: CallMeaning) =>
  [
    [`numpy.core.${name}`, meaning],
    [`numpy._core.${name}`, meaning],
  ] as const;

export const numpyVocabulary: Vocabulary = {
  calls: new Map<string, CallMeaning>([
    ['numpy.dtype', dtype],
    ...bothCores('multiarray._reconstruct', array),
    ...bothCores('multiarray.scalar', untouched(scalar)),
    ...bothCores('numeric._frombuffer', untouched(fromBuffer)),
  ]),
};

function dtype({ args, effects }: Call, interpreter: Interpreter): Value | undefined {
  const described = numpyDType(args, effects, interpreter);
  return described && { kind: 'numpy_dtype', name: described.name };
}

/**
 * `_reconstruct(ndarray, (0,), b'b')`, then BUILD `(1, shape, dtype, is_fortran, data)`. numpy swaps
 * the bytes of an array of foreign byte order as it reads it.
 */
function array({ args, effects }: Call, interpreter: Interpreter): Value | undefined {
  const [subtype] = args;
  if (subtype === undefined || effects?.states.length !== 1) return undefined;
  if (interpreter.callableName(subtype) !== 'numpy.ndarray') return undefined;
  const [, shape, type, fortran, data] = tupleItems(effects.states[0]) ?? [];
  const read = ndarray(shape, type, fortran === true, data, interpreter);
  const dtype = dtypeOf(type, interpreter);
  if (read === undefined || dtype === undefined || !(read.data instanceof Uint8Array)) return read;
  return { ...read, ...inNativeOrder(dtype, read.data) };
}

function inNativeOrder(type: NumpyDType, data: Uint8Array): { dtype: string; data: Uint8Array } {
  const { name, nativeName, bigEndian, code, itemBytes } = type;
  if (!bigEndian || nativeName === undefined) return { dtype: name, data };
  const swapped = data.slice();
  swapBytes(swapped, code === 'U' ? 4 : code === 'c' ? itemBytes / 2 : itemBytes);
  return { dtype: nativeName, data: swapped };
}

/** `_frombuffer(bytes, dtype, shape, order)`, of pickle protocol 5. */
function fromBuffer({ args }: Call, interpreter: Interpreter): Value | undefined {
  const [data, type, shape, order] = args;
  if (args.length !== 4 || (order !== 'C' && order !== 'F')) return undefined;
  return ndarray(shape, type, order === 'F', data, interpreter);
}

function ndarray(
  pickledShape: PickleValue | undefined,
  pickledType: PickleValue | undefined,
  fortran: boolean,
  data: PickleValue | undefined,
  interpreter: Interpreter,
): NdArray | undefined {
  const shape = sizesOf(pickledShape);
  const type = dtypeOf(pickledType, interpreter);
  if (shape === undefined || type === undefined) return undefined;
  const count = shape.reduce((product, size) => product * size, 1);
  if (type.code === 'O') {
    if (typeof data !== 'object' || data?.kind !== 'list' || data.items.length !== count) {
      return undefined;
    }
    const items = interpreter.values(data.items);
    return { kind: 'ndarray', dtype: type.name, shape, fortran, data: items, itemBytes: 0 };
  }
  const bytes = bytesOf(data, interpreter);
  if (bytes === undefined || bytes.byteLength !== count * type.itemBytes) return undefined;
  const { name, itemBytes } = type;
  return { kind: 'ndarray', dtype: name, shape, fortran, data: bytes, itemBytes };
}

/** Non-negative sizes, or `undefined`. */
function sizesOf(pickled: PickleValue | undefined): number[] | undefined {
  const items = tupleItems(pickled);
  const sizes = items?.filter((size) => typeof size === 'number' && size >= 0);
  return sizes?.length === items?.length ? (sizes as number[] | undefined) : undefined;
}

function scalar({ args }: Call, interpreter: Interpreter): Value | undefined {
  const [pickledType, data] = args;
  const type = dtypeOf(pickledType, interpreter);
  if (type === undefined || args.length !== 2) return undefined;
  if (type.code === 'O') {
    return { kind: 'numpy_scalar', dtype: type.name, value: interpreter.value(data ?? null) };
  }
  const bytes = bytesOf(data, interpreter);
  if (bytes?.byteLength !== type.itemBytes) return undefined;
  const { dtype, data: native } = inNativeOrder(type, bytes);
  return { kind: 'numpy_scalar', dtype, value: numpyScalarValue(type, native) };
}
