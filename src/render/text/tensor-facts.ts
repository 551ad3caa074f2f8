import { safeText } from '../../model/python-repr.ts';
import { elementCount, type Tensor, type Value } from '../../model/value.ts';
import { byteLengthOfTensor } from '../../operations/tensor-list.ts';
import type { View } from '../view.ts';
import { columns } from './columns.ts';
import { tensorNote } from './outline.ts';
import { bytes, number, shape } from './units.ts';

/** What there is to say about a single tensor, a line each; nothing for other values. */
export function tensorFacts(value: Value, { palette, width }: View): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (value.kind === 'ndarray') {
    const facts = [
      ['array', `${shape(value.shape)} ${safeText(value.dtype)}`],
      ['order', value.fortran ? 'Fortran' : 'C'],
    ];
    return columns(facts, [{ paint: palette.dim }, {}], width);
  }
  return value.kind === 'tensor'
    ? columns(factsOf(value), [{ paint: palette.dim }, {}], width)
    : [];
}

function factsOf(tensor: Tensor): string[][] {
  const { storage, strides, storageOffset, requiresGrad, parameter } = tensor;
  const note = tensorNote(tensor);
  return [
    ['tensor', `${shape(tensor.shape)} ${tensor.dtype}${note === '' ? '' : ` ${safeText(note)}`}`],
    ['elements', `${number(elementCount(tensor))}, ${bytes(byteLengthOfTensor(tensor))}`],
    ...(strides === null ? [] : [['strides', `${shape(strides)}, from element ${storageOffset}`]]),
    ...(storage === null
      ? []
      : [
          [
            'storage',
            `${bytes(storage.byteLength)}${storage.source === null ? ', not in the file' : ''}` +
              `${storage.bigEndian ? ', big-endian' : ''}`,
          ],
        ]),
    ['requires_grad', requiresGrad ? 'True' : 'False'],
    ...(parameter ? [['class', 'Parameter']] : []),
  ];
}
