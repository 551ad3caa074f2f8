import { LimitError, type Place } from './errors.ts';

/** How much a file may ask for. Each bound has its reason beside it; reaching one is a `LimitError`. */
export interface Limits {
  readonly headerBytes: number;
  readonly pickleBytes: number;
  readonly pickleOpcodes: number;
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
}

export const DEFAULT_LIMITS: Limits = {
  /** The reference safetensors reader’s own bound (MAX_HEADER_SIZE); 10^6 tensors fit in it. */
  headerBytes: 100_000_000,
  /** 500,000 tensors pickle to about 50 MB; five times that is no checkpoint anyone has shown. */
  pickleBytes: 256 * 2 ** 20,
  /** 500,000 tensors take about 18 million opcodes. */
  pickleOpcodes: 100_000_000,
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
  /** Aliases spelled out: nine lines of them can stand for a thousand million values. */
  configValues: 200_000,
  /** A row of metrics takes kilobytes; one event may hold an image or a graph. */
  logRecordBytes: 64 * 2 ** 20,
  /** Per-layer statistics of the largest models make tens of thousands. */
  metricNames: 100_000,
  /** A sweep of runs with loggers, metrics with slashes in their names and shards uses eight levels. */
  runDepth: 12,
  /** Runs of 10,000 checkpoints, and sweeps of 1,000 jobs, are a tenth of it. */
  runEntries: 100_000,
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
