import { LimitError, type Place } from './errors.ts';

/** How much a file may ask for. Each bound has its reason beside it; reaching one is a `LimitError`. */
export interface Limits {
  readonly headerBytes: number;
  readonly shards: number;
  readonly pickleBytes: number;
  readonly pickleOpcodes: number;
  readonly pickleMemory: number;
  readonly pickleGrowth: number;
  readonly inflatedBytes: number;
  readonly inflateRatio: number;
  readonly integerBytes: number;
  readonly depth: number;
  readonly directoryBytes: number;
  readonly directoryEntries: number;
  readonly codeBytes: number;
  readonly configBytes: number;
  readonly configValues: number;
  readonly logRecordBytes: number;
  readonly metricNames: number;
  readonly runDepth: number;
  readonly runEntries: number;
  readonly patternSteps: number;
}

export const DEFAULT_LIMITS: Limits = {
  /** The reference safetensors reader’s own bound (MAX_HEADER_SIZE); 10^6 tensors fit in it. */
  headerBytes: 100_000_000,
  /** The largest checkpoint known has a few hundred. Each is opened. */
  shards: 10_000,
  /** 500,000 tensors pickle to about 50 MB; five times that is no checkpoint anyone has shown. */
  pickleBytes: 256 * 2 ** 20,
  /** 500,000 tensors take about 18 million opcodes. */
  pickleOpcodes: 100_000_000,
  /**
   * What the values of a pickle may take, by an estimate: 35,000 tensors. Longer pickles may take more,
   * by the next number; this is for those that make much of few bytes.
   */
  pickleMemory: 64 * 2 ** 20,
  /** Bytes of memory for each byte of a pickle. Tensors take 17; a list of empty lists takes 250. */
  pickleGrowth: 32,
  /** So much may come of any compressed entry that is read whole: what people write compresses 1,000-fold, too. */
  inflatedBytes: 16 * 2 ** 20,
  /** Larger ones compress like pickles of tensors, which do so five- to tenfold; zeros do 1,000-fold. */
  inflateRatio: 50,
  /** Longer integers cost time quadratic in their length; Python itself stops at 4,300 digits of text. */
  integerBytes: 64 * 2 ** 10,
  /**
   * Python’s own pickler gives up before 1,000 levels unless it was told otherwise. The bound lets
   * every walk over a tree recurse.
   */
  depth: 1_000,
  /** 500,000 zip entries take about 40 MB. */
  directoryBytes: 512 * 2 ** 20,
  /** Four million entries would be four times the largest sharded optimizer known. */
  directoryEntries: 2 ** 22,
  /** TorchScript’s largest generated source known is a tenth of it. */
  codeBytes: 4 * 2 ** 20,
  /** A configuration is written by people; the largest known has whole models dumped into it. */
  configBytes: 4 * 2 ** 20,
  /** Aliases spelled out: nine lines of them can stand for a thousand million values. 50,000 take a second. */
  configValues: 50_000,
  /** A row of metrics takes kilobytes; one event may hold an image or a graph. */
  logRecordBytes: 64 * 2 ** 20,
  /** Per-layer statistics of the largest models make tens of thousands. */
  metricNames: 100_000,
  /** A sweep of runs with loggers, metrics with slashes in their names and shards uses eight levels. */
  runDepth: 12,
  /** Runs of 10,000 checkpoints, and sweeps of 1,000 jobs, are a tenth of it. */
  runEntries: 100_000,
  /** A million names of 64 characters and two rules are half of it; all of it takes seconds. */
  patternSteps: 2 ** 28,
};

/** Throws a `LimitError` where a file asks for more of something than is granted. */
export function checkLimit(
  limits: Limits,
  limit: keyof Limits,
  asked: number,
  what: string,
  place: Place,
): void {
  const granted = limits[limit];
  if (asked <= granted) return;
  throw new LimitError(`${asked} ${what}, more than the ${granted} that are read`, place, {
    kind: 'limit',
    data: { limit, asked },
  });
}

/** A compressed entry of an archive. */
interface Inflated {
  readonly storedBytes: number;
  readonly byteLength: number;
}

/** Throws a `LimitError` where an entry inflates to so much more than it is that nobody can mean it. */
export function checkInflation(
  limits: Limits,
  { storedBytes, byteLength }: Inflated,
  place: Place,
): void {
  const { inflatedBytes, inflateRatio } = limits;
  if (byteLength <= Math.max(inflatedBytes, inflateRatio * storedBytes)) return;
  const finding = `${storedBytes} bytes inflate to ${byteLength}, which is more than ${inflateRatio} times as many`;
  throw new LimitError(finding, place, {
    kind: 'limit',
    data: { limit: 'inflatedBytes', asked: byteLength },
  });
}

/** So many times their size pickles deflate to at best; more of it was made to. */
const USUAL_RATIO = 8;

/** The limits for the pickle in a compressed entry: memory is granted for what is there, not for what it inflates to. */
export function inflatedLimits(limits: Limits, { storedBytes, byteLength }: Inflated): Limits {
  const share = Math.min(1, (USUAL_RATIO * storedBytes) / byteLength);
  return { ...limits, pickleGrowth: limits.pickleGrowth * share };
}
