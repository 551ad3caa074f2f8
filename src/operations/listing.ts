/** What `ls` answers: the checkpoints below some paths, and what could not be looked at. */
import type { CkptError } from '../errors.ts';
import type { Anomaly } from '../model/checkpoint.ts';
import type { CheckpointFile } from '../runs/run.ts';

/** A checkpoint, whether it is one file, an index with its shards, or a folder. */
export interface ListedCheckpoint {
  /** As a person would name it: the path that was asked for, and what leads on from there. */
  readonly path: string;
  /** The folder of the run it belongs to, likewise; `.` where that is the one we are in. */
  readonly run: string;
  /** What the Hydra job was started with, as typed. */
  readonly overrides?: readonly string[];
  readonly file: CheckpointFile;
  /** How many files it consists of. */
  readonly fileCount: number;
  /** Of the bytes of the file, in hex; only where another file has as many. */
  readonly sha256?: string;
  /** The path of an earlier one with the same bytes. */
  readonly duplicateOf?: string;
}

/** All checkpoints of a run in a few facts. */
export interface ListedRun {
  readonly run: string;
  readonly overrides?: readonly string[];
  readonly checkpointCount: number;
  /** Of those: files from which no checkpoint can be read. */
  readonly unreadableCount: number;
  readonly best?: ListedCheckpoint;
  /** The one that training would go on from: the newest state. */
  readonly last?: ListedCheckpoint;
  readonly byteLength: number;
  readonly modified: number | undefined;
}

/** What was not looked at, and why. */
export interface ListRemark {
  readonly kind: 'unreadable' | 'link-outside';
  readonly path: string;
  readonly error?: CkptError;
  /** Where a link leads. */
  readonly target?: string;
}

/** The metric that a checkpoint is judged by, as its state or, failing that, its name has it. */
export interface Score {
  readonly name: string;
  readonly mode: 'min' | 'max' | undefined;
  readonly value: number | undefined;
}

/** A metric that was asked for, and which way it is better where the asker says so. */
export interface MetricChoice {
  readonly name: string;
  readonly mode?: 'min' | 'max' | undefined;
}

/** The score of a checkpoint: by the metric it is kept by, or by the one named. */
export function scoreOf({ file }: ListedCheckpoint, name?: string): Score | undefined {
  const kept = file.checkpoint?.metric;
  if (kept !== undefined && (name === undefined || kept.name === name)) {
    const value = kept.value ?? file.fileName.metrics.get(kept.name)?.value;
    return { name: kept.name, mode: kept.mode, value };
  }
  const [first] = file.fileName.metrics.keys();
  const wanted = name ?? first;
  const said = wanted === undefined ? undefined : file.fileName.metrics.get(wanted);
  if (wanted === undefined || said === undefined) return undefined;
  return { name: wanted, mode: undefined, value: said.value };
}

/** What readers note where parts of a checkpoint are not there, or not what its headers say. */
const MISSING: ReadonlySet<string> = new Set([
  'missing-shard',
  'broken-shard',
  'shard-escapes',
  'tensor-not-in-shard',
  'missing-storage',
  'storage-cut-short',
  'storage-size',
  'view-outside-storage',
]);

/** What of a checkpoint that can be read is not there, in words for programs. */
export function missingFrom({ file }: ListedCheckpoint): readonly string[] {
  return (file.checkpoint?.anomalies ?? []).filter((anomaly) => MISSING.has(anomaly));
}

/** Whether a reader’s note says that parts are not there, or not what they should be. */
export function isIncomplete({ kind }: { readonly kind: string }): boolean {
  return MISSING.has(kind);
}

const LOST_SHARDS: ReadonlySet<string> = new Set([
  'missing-shard',
  'broken-shard',
  'shard-escapes',
]);

/** What was noted of shards that are not there, so that nobody knows of all tensors. */
export function lostShards(anomalies: readonly Anomaly[]): Anomaly[] {
  return anomalies.filter(({ kind }) => LOST_SHARDS.has(kind));
}

/** `ok`, `incomplete`, or a word for what is in the way of reading it. */
export function stateOf(listed: ListedCheckpoint): string {
  const { error } = listed.file;
  if (error !== undefined) return error.kind ?? error.code;
  return missingFrom(listed).length > 0 ? 'incomplete' : 'ok';
}
