import { type DType, isDType } from '../../model/dtype.ts';
import { elementReader } from '../../model/elements.ts';
import type { Value } from '../../model/value.ts';
import type { NumpyDType } from './numpy-dtype.ts';

/** numpy’s names where they differ from ours, for dtypes in native byte order. */
function plainDType({ code, itemBytes }: Pick<NumpyDType, 'code' | 'itemBytes'>) {
  const words: Readonly<Record<string, string>> = {
    f: 'float',
    i: 'int',
    u: 'uint',
    c: 'complex',
  };
  if (code === 'b' && itemBytes === 1) return 'bool' satisfies DType;
  const name = `${words[code]}${8 * itemBytes}`;
  return isDType(name) ? name : undefined;
}

/** What the scalar is in Python, from little-endian bytes; the bytes where Python has no such value. */
export function numpyScalarValue(type: NumpyDType, bytes: Uint8Array): Value {
  const dtype = plainDType(type);
  const read = dtype && elementReader(dtype, bytes);
  if (read) return read(0);
  if (type.code === 'U') return ucs4(bytes) ?? { kind: 'bytes', bytes };
  return { kind: 'bytes', bytes };
}

/** Text of fixed width, four bytes a character, padded with NUL. */
function ucs4(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let offset = 0; offset + 4 <= bytes.byteLength; offset += 4) {
    const codePoint = view.getUint32(offset, true);
    if (codePoint > 0x10ffff) return undefined;
    text += String.fromCodePoint(codePoint);
  }
  return text.replace(/\0+$/, '');
}
