import type { ByteSource } from '../bytes/source.ts';
import type { Limits } from '../limits.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { ZipRecords } from './zip-records.ts';

/** What is known of a file before any format opens it. */
export interface Probe {
  readonly source: ByteSource;
  /** The first bytes: 16 of a file whose kind they tell, else up to 4,096. */
  readonly head: Uint8Array;
  /** The directory of a zip archive, if it is one. */
  readonly zip?: ZipRecords;
}

export interface OpenContext {
  readonly limits: Limits;
  /** Opens the file `name` in the same folder; only for formats of several files. */
  readonly openSibling?: (name: string) => Promise<ByteSource>;
  /** Show what is left of a damaged file rather than refuse it. */
  readonly salvage?: boolean;
}

/** One kind of checkpoint file. */
export interface Format {
  readonly id: string;
  readonly title: string;
  /** The usual ones, for a remark where a file is named otherwise. Recognition never uses them. */
  readonly extensions: readonly string[];
  /** Whether the file is of this kind. Reads nothing and never throws. */
  recognizes(probe: Probe): boolean;
  /**
   * Reads what describes the tensors and none of their data. Throws a `CkptError` only where no
   * tree can be built: what is odd but readable becomes an anomaly.
   */
  open(probe: Probe, context: OpenContext): Promise<Checkpoint>;
}
