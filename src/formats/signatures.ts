/** What files that are no checkpoint of ours begin with. */

export interface Signature {
  readonly kind: string;
  /** Completes “it is …”. */
  readonly what: string;
  /** Bytes in hex at `offset`; `..` is any byte. */
  readonly bytes: string;
  readonly offset?: number;
  /** A checkpoint or model of a format that is not read here. */
  readonly isModel?: true;
}

/** Around a checkpoint: it has to come out first. */
const WRAPPERS: readonly Signature[] = [
  { kind: 'gzip', what: 'a gzip file', bytes: '1f8b' },
  { kind: 'bzip2', what: 'a bzip2 file', bytes: '425a68' },
  { kind: 'xz', what: 'an xz file', bytes: 'fd377a585a00' },
  { kind: 'zstd', what: 'a Zstandard file', bytes: '28b52ffd' },
  { kind: '7z', what: 'a 7z archive', bytes: '377abcaf271c' },
  { kind: 'lz4', what: 'an LZ4 file', bytes: '04224d18' },
  { kind: 'rar', what: 'a RAR archive', bytes: '526172211a07' },
];

const MODELS: readonly Signature[] = [
  { kind: 'hdf5', what: 'an HDF5 file, as Keras writes', bytes: '894844460d0a1a0a' },
  { kind: 'gguf', what: 'a GGUF file', bytes: '47475546' },
  { kind: 'npy', what: 'a numpy array (.npy)', bytes: '934e554d5059' },
  { kind: 'executorch', what: 'an ExecuTorch program', bytes: '4554....', offset: 4 },
  { kind: 'torch-mobile', what: 'a PyTorch mobile flatbuffer', bytes: '50544d46', offset: 4 },
  { kind: 'tflite', what: 'a TensorFlow Lite model', bytes: '54464c33', offset: 4 },
  {
    kind: 'torch-preview',
    what: 'an archive of a 2018 preview of PyTorch 1.0',
    bytes: '5059544f52434831',
  },
  { kind: 'saved-model', what: 'a TensorFlow SavedModel', bytes: '080112' },
].map((signature) => ({ ...signature, isModel: true as const }));

const OTHERS: readonly Signature[] = [
  { kind: 'pdf', what: 'a PDF document', bytes: '25504446' },
  { kind: 'png', what: 'a PNG image', bytes: '89504e470d0a1a0a' },
  { kind: 'jpeg', what: 'a JPEG image', bytes: 'ffd8ff' },
  { kind: 'elf', what: 'a Linux program', bytes: '7f454c46' },
  { kind: 'sqlite', what: 'an SQLite database', bytes: '53514c69746520666f726d6174' },
];

export const SIGNATURES: readonly Signature[] = [...WRAPPERS, ...MODELS, ...OTHERS];

export function matches(head: Uint8Array, { bytes, offset = 0 }: Signature): boolean {
  const pairs = bytes.match(/../g) ?? [];
  return pairs.every((pair, index) => {
    const byte = head[offset + index];
    return byte !== undefined && (pair === '..' || byte === Number.parseInt(pair, 16));
  });
}
