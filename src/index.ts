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
export {
  type BlockingGlobal,
  type ForbiddenOperation,
  type LoadError,
  type PredictOptions,
  predictWeightsOnly,
  type WeightsOnlyRefusal,
  type WeightsOnlyVerdict,
} from './loads/weights-only.ts';
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
export { type Conversion, planConversion } from './operations/convert/plan.ts';
export {
  ConversionError,
  type ConversionRequest,
  type EditRequest,
  type Note,
  type Refusal,
} from './operations/convert/request.ts';
export type { Difference } from './operations/diff/difference.ts';
export type { Sha256 } from './operations/digest.ts';
export { type Inspection, type InspectOptions, inspect, PathError } from './operations/inspect.ts';
export {
  type DiffOptions,
  diff,
  type Hash,
  type HashOptions,
  hash,
  type Stats,
  type StatsOptions,
  stats,
  type VerifyOptions,
  verify,
  type WorkOptions,
} from './operations/library.ts';
export { type OpenOptions, open } from './operations/open.ts';
export type { Policy, Suppression } from './operations/policy.ts';
export {
  type FileScan,
  type Safety,
  type ScannedFile,
  type ScanOptions,
  scan,
} from './operations/scan.ts';
export type { TensorStats } from './operations/stats/stats.ts';
export { type ListedTensor, tensorsOf } from './operations/tensor-list.ts';
export { type Surroundings, type ValidateOptions, validate } from './operations/validate.ts';
export type {
  SkippedRule,
  SuppressedFinding,
  Validation,
  Verdict,
} from './operations/validation.ts';
export type { HashedTensor } from './operations/verify/hash.ts';
export type { Damage, Verification } from './operations/verify/verify.ts';
export { jsonText } from './render/json-text.ts';
export { inspectionReport } from './render/report.ts';
export { typedJson } from './render/typed-json.ts';
export { validationReport } from './render/validation-report.ts';
export { rules } from './rules/index.ts';
export type {
  Confidence,
  DataValue,
  Explained,
  Finding,
  FindingData,
  Question,
  Reads,
  Rule,
  Severity,
} from './rules/rule.ts';
export type { Evidence, Reference, Requirements, Subject, Targets } from './rules/subject.ts';
