import type { DType } from '../../model/dtype.ts';

/**
 * The classes torch writes storages as, below `torch`, `torch.cuda` or `torch.storage`. An untyped
 * storage counts bytes; the tensors on it say what they are.
 */
const DTYPE_BY_STORAGE: ReadonlyMap<string, DType> = new Map([
  ['DoubleStorage', 'float64'],
  ['FloatStorage', 'float32'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
  ['ComplexDoubleStorage', 'complex128'],
  ['ComplexFloatStorage', 'complex64'],
  ['QInt8Storage', 'qint8'],
  ['QUInt8Storage', 'quint8'],
  ['QInt32Storage', 'qint32'],
  ['QUInt4x2Storage', 'quint4x2'],
  ['QUInt2x4Storage', 'quint2x4'],
  ['UntypedStorage', 'uint8'],
  ['_UntypedStorage', 'uint8'],
]);

/**
 * The dtype of a storage class. The module does not matter: torch takes any name with `Storage` in
 * it for a storage class (`torch.serialization`, `StorageType`).
 */
export function storageDType(className: string): DType | undefined {
  return DTYPE_BY_STORAGE.get(className);
}

/** The class below `torch` whose storages have such elements; newer types have untyped storages. */
export function storageClassOf(dtype: DType): string | undefined {
  for (const [name, type] of DTYPE_BY_STORAGE) if (type === dtype) return name;
  return undefined;
}

export function isUntypedStorage(className: string): boolean {
  return className === 'UntypedStorage' || className === '_UntypedStorage';
}

/** The tensor classes of torch 0.1, which pickled themselves: `FloatTensor`, `ByteTensor`, ... */
export function tensorClassDType(className: string): DType | undefined {
  return className.endsWith('Tensor')
    ? DTYPE_BY_STORAGE.get(`${className.slice(0, -'Tensor'.length)}Storage`)
    : undefined;
}
