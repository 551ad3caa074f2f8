import { type ByteSource, windowOf } from '../../bytes/source.ts';
import type { DType } from '../../model/dtype.ts';
import { type Mapping, rowMajorStrides, type Tensor, type Value } from '../../model/value.ts';
import { type Count, difference } from './count.ts';
import type { Entry } from './entry.ts';
import type { HeaderReport } from './report.ts';

/** The tensors of `entries`, by name. */
export function tensorsOf(
  entries: readonly Entry[],
  source: ByteSource,
  dataStart: number,
  report: HeaderReport,
): Mapping {
  const tensors = new Map<Value, Value>();
  for (const entry of entries) {
    tensors.set(entry.name, tensorOf(entry, source, dataStart, report));
  }
  return { kind: 'mapping', type: 'dict', entries: tensors };
}

function tensorOf(
  { name, offset, dtype: stored, shape: counts, begin, end }: Entry,
  source: ByteSource,
  dataStart: number,
  report: HeaderReport,
): Tensor {
  const start = dataStart + Number(begin);
  const stop = dataStart + Number(end);
  const isThere = stop <= source.byteLength || begin === end;
  if (!isThere) {
    const data = { key: name, end: stop, byteLength: source.byteLength };
    report.add('storage-cut-short', start, data, name);
  }
  const sizes = counts.every(isNumber) ? counts : counts.map(Number);
  if (sizes !== counts) report.add('inexact-shape', offset, { shape: counts.join('×') }, name);
  const { dtype, shape } = asTorchCounts(stored, sizes);
  return {
    kind: 'tensor',
    dtype,
    shape,
    strides: rowMajorStrides(shape),
    storageOffset: 0,
    storage: {
      kind: 'storage',
      dtype,
      byteLength: Number(difference(end, begin)),
      device: 'cpu',
      source: isThere ? windowOf(source, start, stop) : null,
    },
    layout: 'strided',
    device: 'cpu',
    requiresGrad: false,
    parameter: false,
  };
}

/** torch reads two 4-bit floats as one element of a byte, so that the last size halves. */
function asTorchCounts(dtype: DType, shape: readonly number[]) {
  const last = shape.at(-1);
  if (dtype !== 'float4_e2m1fn' || last === undefined || last % 2 !== 0) return { dtype, shape };
  return { dtype: 'float4_e2m1fn_x2' as const, shape: [...shape.slice(0, -1), last / 2] };
}

function isNumber(count: Count): count is number {
  return typeof count === 'number';
}
