/**
 * Reading ML checkpoints without Python, in Node and in browsers. Start with `open` on a
 * `ByteSource`; `ckpt/node` opens files.
 */

export { type ByteSource, byteSource, memorySource } from './bytes/source.ts';
export {
  CkptError,
  type ErrorCode,
  LimitError,
  MalformedError,
  type Place,
  SourceError,
  TruncatedError,
  UnknownFormatError,
  UnsupportedError,
} from './errors.ts';
export type { Format, OpenContext, Probe } from './formats/format.ts';
export { formats } from './formats/index.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export type { Anomaly, Checkpoint, FormatFacts, GlobalName } from './model/checkpoint.ts';
export { type Child, children } from './model/children.ts';
export { DTYPES, type DType } from './model/dtype.ts';
export { type ElementValues, firstElements } from './model/first-elements.ts';
export { valueAt } from './model/path.ts';
export { rowMajorBytes, type StoredElements, storedElements } from './model/tensor-bytes.ts';
export type {
  Bytes,
  Complex,
  Float,
  Layout,
  Mapping,
  Name,
  NdArray,
  NumpyScalar,
  Opaque,
  Scalar,
  Sequence,
  Storage,
  Tensor,
  Value,
} from './model/value.ts';
export type { Sha256 } from './operations/digest.ts';
export { type Inspection, type InspectOptions, inspect, PathError } from './operations/inspect.ts';
export { type OpenOptions, open } from './operations/open.ts';
export { type ListedTensor, tensorsOf } from './operations/tensor-list.ts';
export { jsonText } from './render/json-text.ts';
export { inspectionReport } from './render/report.ts';
export { typedJson } from './render/typed-json.ts';
