/** Writes numpy’s archives: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import type { Checksum } from '../bytes/crc32.ts';
import { sortByName } from '../formats/safetensors/name-order.ts';
import type { DType } from '../model/dtype.ts';
import { bytesDraft, type Draft, joinedDraft } from './draft.ts';
import type { NamedElements } from './elements.ts';
import { zipDraft } from './zip.ts';

const DESCRIPTORS: ReadonlyMap<DType, string> = new Map([
  ['bool', '|b1'],
  ['uint8', '|u1'],
  ['int8', '|i1'],
  ['uint16', '<u2'],
  ['int16', '<i2'],
  ['uint32', '<u4'],
  ['int32', '<i4'],
  ['uint64', '<u8'],
  ['int64', '<i8'],
  ['float16', '<f2'],
  ['float32', '<f4'],
  ['float64', '<f8'],
  ['complex64', '<c8'],
  ['complex128', '<c16'],
]);

/** Whether numpy has the type. */
export function isNumpyDType(dtype: DType): boolean {
  return DESCRIPTORS.has(dtype);
}

/** 1 January 1980, the first day that DOS has: the same tensors give the same bytes. */
const DATE = 0x21;

/** Names must be unlike, and of types that numpy has. */
export function npzDraft(tensors: readonly NamedElements[], crc32: Checksum): Draft {
  const ordered = [...tensors];
  sortByName(ordered);
  const entries = ordered.map((tensor) => ({ name: `${tensor.name}.npy`, ...npyDraft(tensor) }));
  return zipDraft(entries, { crc32, alignment: 64, date: DATE });
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
const HEADER_ALIGNMENT = 64;

function npyDraft({ dtype, shape, elements }: NamedElements): Draft {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const described = DESCRIPTORS.get(dtype) ?? dtype;
  const text = `{'descr': '${described}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = MAGIC.length + 2 + text.length + 1;
  const padding = (HEADER_ALIGNMENT - (before % HEADER_ALIGNMENT)) % HEADER_ALIGNMENT;
  const header = new TextEncoder().encode(`${text}${' '.repeat(padding)}\n`);
  const bytes = new Uint8Array(MAGIC.length + 2 + header.byteLength);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(MAGIC.length, header.byteLength, true);
  bytes.set(header, MAGIC.length + 2);
  return joinedDraft([bytesDraft(bytes), elements]);
}
