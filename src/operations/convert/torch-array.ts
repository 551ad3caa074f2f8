import { memorySource } from '../../bytes/source.ts';
import { isDType } from '../../model/dtype.ts';
import { type NdArray, rowMajorStrides, type Tensor } from '../../model/value.ts';

const BIG_ENDIAN = /^>([fiuc])(\d+)$/;
const WORDS: Readonly<Record<string, string>> = { f: 'float', i: 'int', u: 'uint', c: 'complex' };

/** A numpy array as a tensor; `undefined` where torch has no such element type. */
export function torchArray({ dtype: spelled, shape, fortran, data }: NdArray): Tensor | undefined {
  const [, letter = '', width = ''] = BIG_ENDIAN.exec(spelled) ?? [];
  const bigEndian = letter !== '';
  const dtype = bigEndian ? `${WORDS[letter]}${8 * Number(width)}` : spelled;
  if (!(data instanceof Uint8Array) || !isDType(dtype)) return undefined;
  return {
    kind: 'tensor',
    dtype,
    shape,
    strides: fortran ? rowMajorStrides([...shape].reverse()).reverse() : rowMajorStrides(shape),
    storageOffset: 0,
    storage: {
      kind: 'storage',
      dtype,
      byteLength: data.byteLength,
      device: 'cpu',
      source: memorySource('a numpy array', data),
      ...(bigEndian && { bigEndian }),
    },
    layout: 'strided',
    device: 'cpu',
    requiresGrad: false,
    parameter: false,
  };
}
