/** What the library offers of work on the elements of tensors: the same that commands do, with defaults. */
import { type Checksum, crc32 } from '../bytes/crc32.ts';
import type { ByteSource } from '../bytes/source.ts';
import { loadKernels } from '../kernels/wasm.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';
import type { Difference } from './diff/difference.ts';
import { compareSides, type DiffOptions as SideOptions, sideFacts } from './diff/index.ts';
import { type Side, sideOf } from './diff/side.ts';
import { compareValues } from './diff-values/index.ts';
import { DEFAULT_TOLERANCES } from './diff-values/tensor-values.ts';
import type { Sha256 } from './digest.ts';
import { statsOf, type TensorStats } from './stats/stats.ts';
import { type ListedTensor, tensorsOf } from './tensor-list.ts';
import { isOnlyParts, partsOf } from './tensor-parts.ts';
import { type CheckpointHash, hashOf } from './verify/hash.ts';
import { type Verification, verify as verifyAll } from './verify/verify.ts';

/** Of all work that reads tensors. */
export interface WorkOptions {
  /** Told how many bytes were read since it was last told. */
  readonly onBytes?: (byteLength: number) => void;
  /** Ends the work soon after it is aborted: then its reason is thrown. */
  readonly signal?: AbortSignal;
}

export interface StatsOptions extends WorkOptions {
  /** Whether to read a tensor; all are read if absent. */
  readonly filter?: (tensor: ListedTensor) => boolean;
}

export interface Stats {
  /** In the order of the tree; sparse and nested tensors by their parts. */
  readonly tensors: readonly TensorStats[];
  /** What could not be read, and why: those tensors are `unreadable`. */
  readonly anomalies: readonly Anomaly[];
}

/**
 * Numbers about the elements of every tensor: minimum, maximum, mean, standard deviation of the population, L2 norm,
 * counts of zeros, NaN and infinities, and a histogram. Reads all tensor data, a piece at a time. Throws a `SourceError`
 * where reading fails; what is wrong with the file is told in `anomalies`.
 */
export async function stats(checkpoint: Checkpoint, options: StatsOptions = {}): Promise<Stats> {
  const { filter = () => true, onBytes, signal } = options;
  const anomalies: Anomaly[] = [];
  const listed = tensorsOf(checkpoint.root)
    .filter(filter)
    .flatMap((tensor) => (isOnlyParts(tensor) ? partsOf(tensor) : [tensor]));
  const tensors: TensorStats[] = [];
  const context = { kernels: await loadKernels(), anomalies, onBytes, ...interruption(signal) };
  for await (const one of statsOf(listed, context)) tensors.push(one);
  signal?.throwIfAborted();
  return { tensors, anomalies };
}

export interface VerifyOptions extends WorkOptions {
  readonly limits?: Limits;
  /** Opens a file beside this one: shards are named by their index. */
  readonly openSibling?: (name: string) => Promise<ByteSource>;
  /** A faster CRC-32 than the one that comes with this, as `node:zlib` has it. */
  readonly crc32?: Checksum;
}

/**
 * Whether a checkpoint is intact, consistent (without checksums) or damaged, and which tensors are hit. Reads every byte
 * that has a checksum. What is wrong with the bytes is the answer; it throws where nothing can be said: an
 * `UnknownFormatError` for what is no checkpoint, a `LimitError`, and the `SourceError` of a read that fails.
 */
export async function verify(
  source: ByteSource,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { limits = DEFAULT_LIMITS, crc32: checksum = crc32, onBytes, signal } = options;
  const { openSibling } = options;
  const context = { limits, crc32: checksum, openSibling, onBytes, ...interruption(signal) };
  const found = await verifyAll(source, context);
  signal?.throwIfAborted();
  if (found === undefined) throw new TypeError('it was interrupted by nobody');
  return found;
}

export interface HashOptions extends WorkOptions {
  /** Makes a new SHA-256 each time. */
  readonly sha256: () => Sha256;
  /** All tensors of the tree by their paths, not only the weights by their names. */
  readonly all?: boolean;
}

export interface Hash extends CheckpointHash {
  /** What could not be read, and why: then there is no digest of the whole. */
  readonly anomalies: readonly Anomaly[];
}

/**
 * A digest of every tensor, and one of all that does not depend on container, format or order; in hex. Reads all
 * tensor data, a piece at a time. Throws a `SourceError` where reading fails.
 */
export async function hash(checkpoint: Checkpoint, options: HashOptions): Promise<Hash> {
  const { sha256, all = false, onBytes, signal } = options;
  const anomalies: Anomaly[] = [];
  const context = { sha256, all, anomalies, onBytes, ...interruption(signal) };
  const found = await hashOf(checkpoint, context);
  signal?.throwIfAborted();
  if (found === undefined) throw new TypeError('it was interrupted by nobody');
  return { ...found, anomalies };
}

export interface DiffOptions
  extends WorkOptions,
    Pick<SideOptions, 'only' | 'isStrict' | 'all' | 'passes'> {
  /** Whether to compare the elements of tensors too: then both files are read as a whole. */
  readonly values?: boolean;
  /** Elements may be `atol + rtol * max(|a|, |b|)` apart to be close; 1e-8 and 1e-5 if absent. */
  readonly atol?: number;
  readonly rtol?: number;
}

/**
 * How two checkpoints differ, by meaning, whatever framework or format each is of. Reads scalar tensors, and
 * the others only for `values`. Throws a `SourceError` where reading fails; a tensor that cannot be read has the
 * status `unknown`.
 */
export async function diff(
  left: Checkpoint,
  right: Checkpoint,
  options: DiffOptions = {},
): Promise<Difference> {
  const { values = false, onBytes, signal, ...asked } = options;
  const { atol = DEFAULT_TOLERANCES.atol, rtol = DEFAULT_TOLERANCES.rtol } = options;
  const [a, b] = [await sideOf(left), await sideOf(right)];
  const { sections } = compareSides(a, b, asked);
  const difference: Difference = {
    kind: 'difference',
    version: 1,
    left: sideFacts(a, left.file),
    right: sideFacts(b, right.file),
    sections,
    unreadable: [a, b].flatMap(unreadable),
  };
  if (!values) return difference;
  const compared = await compareValues(sections, {
    ...{ atol, rtol, isCloseSame: options.atol !== undefined || options.rtol !== undefined },
    ...(onBytes && { onBytes }),
    ...interruption(signal),
  });
  signal?.throwIfAborted();
  return { ...difference, values: compared };
}

/** The numbers in tensors that could not be read. */
function unreadable({ checkpoint, anomalies }: Side): string[] {
  return anomalies.map(({ kind, path, data }) =>
    [checkpoint.file, path, data.finding ?? kind].filter((part) => part !== undefined).join(': '),
  );
}

function interruption(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { isInterrupted: () => signal.aborted };
}
