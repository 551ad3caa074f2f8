/**
 * The classes of numpy’s dtype instances, which no pickle names and torch wants allowed:
 * https://numpy.org/doc/stable/reference/routines.dtypes.html
 */
import type { PickleValue } from '../decoders/pickle/value.ts';

const CLASSES: ReadonlyMap<string, string> = new Map([
  ['f2', 'Float16DType'],
  ['f4', 'Float32DType'],
  ['f8', 'Float64DType'],
  ['f12', 'LongDoubleDType'],
  ['f16', 'LongDoubleDType'],
  ['g', 'LongDoubleDType'],
  ['b1', 'BoolDType'],
  ['i1', 'Int8DType'],
  ['i2', 'Int16DType'],
  ['i4', 'Int32DType'],
  ['i8', 'Int64DType'],
  ['u1', 'UInt8DType'],
  ['u2', 'UInt16DType'],
  ['u4', 'UInt32DType'],
  ['u8', 'UInt64DType'],
  ['c8', 'Complex64DType'],
  ['c16', 'Complex128DType'],
  ['c24', 'CLongDoubleDType'],
  ['c32', 'CLongDoubleDType'],
  ['G', 'CLongDoubleDType'],
]);

/** Kinds of any length: `O8`, `S5`, `U3`, `V16`, `M8`, `m8`. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['O', 'ObjectDType'],
  ['S', 'BytesDType'],
  ['U', 'StrDType'],
  ['V', 'VoidDType'],
  ['M', 'DateTime64DType'],
  ['m', 'TimeDelta64DType'],
]);

const MODULE = 'numpy.dtypes.';

/** The class of `numpy.dtype(code)`. */
export function numpyDTypeClass(code: PickleValue | undefined): string | undefined {
  if (typeof code !== 'string') return undefined;
  const plain = code.replace(/^[<>=|]/, '');
  const name = CLASSES.get(plain) ?? KINDS.get(plain[0] ?? '');
  return name === undefined ? undefined : MODULE + name;
}

export function isNumpyDTypeClass(name: string): boolean {
  return name.startsWith(MODULE);
}
