/** What lies around checkpoints, found and not judged. */
import type { CkptError } from '../errors.ts';
import type { TrainingState } from '../frameworks/training-state.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { Value } from '../model/value.ts';
import type { Link } from './directory.ts';

export type RunKind =
  | 'hydra-run'
  | 'hydra-multirun'
  | 'lightning-logs'
  | 'experiment'
  | 'packnet'
  | 'huggingface-trainer'
  | 'huggingface-model'
  | 'peft-adapter'
  | 'accelerate'
  | 'folder';

/** Paths are below the run’s directory, with `/`, unless they are said to be recorded. */
export interface Run {
  readonly kind: RunKind;
  /** What a person calls it: `Hydra run with lightning logs`. */
  readonly title: string;
  readonly path: string;
  /** Facts for a line each, in the order a person asks: job, launch directory, version, model, ... */
  readonly facts: ReadonlyMap<string, Value>;
  readonly configs: readonly RunConfig[];
  /** Of a Hydra job, as they were written. */
  readonly overrides: readonly string[];
  readonly checkpoints: readonly CheckpointFile[];
  /** The checkpoint that the newest state of the run calls the best. */
  readonly best?: RunBest;
  /** The file that stands for the newest state: `last.ckpt`, `latest.pt`, the highest step. */
  readonly last?: string;
  readonly metrics: readonly MetricSource[];
  readonly logs: readonly RunLog[];
  /** Of a sweep. */
  readonly jobs: readonly RunJob[];
  /** What is missing, moved or cannot be read. */
  readonly remarks: readonly RunRemark[];
}

export interface RunConfig {
  readonly path: string;
  /** What it is: `Hydra config`, `hparams.yaml`, `config inside checkpoints`. */
  readonly title: string;
  /** A mapping of plain values; interpolations and `???` as they stand. `undefined`: unreadable, see `remarks`. */
  readonly value: Value | undefined;
}

export interface RunBest {
  /** The file, where it is there; else `undefined`. */
  readonly path: string | undefined;
  /** As the state recorded it. */
  readonly recorded: string;
  readonly metric: string | undefined;
  readonly mode: 'min' | 'max' | undefined;
  readonly score: number | undefined;
  readonly epoch: number | undefined;
}

export type CheckpointKind =
  | 'best'
  | 'last'
  | 'periodic'
  | 'weights-only'
  | 'exception'
  | 'hpc'
  | 'temporary'
  | 'other';

/** One checkpoint file and what its headers tell. Exactly one of `checkpoint` and `error` is there. */
export interface CheckpointFile {
  readonly path: string;
  readonly byteLength: number | undefined;
  readonly modified: number | undefined;
  readonly link?: Link;
  readonly kind: CheckpointKind;
  readonly fileName: FileNameFacts;
  readonly error?: CkptError;
  readonly checkpoint?: CheckpointSummary;
}

/** Little enough to keep for thousands of files: no tensors, no trees. */
export interface CheckpointSummary {
  readonly format: Checkpoint['format'];
  readonly framework: TrainingState['framework'];
  readonly epoch: number | undefined;
  readonly step: number | undefined;
  readonly tensorCount: number;
  readonly parameterCount: number;
  readonly optimizerTypes: readonly string[];
  readonly hasOptimizer: boolean;
  /** The learning rates of the first optimizer’s groups. */
  readonly lrs: readonly number[];
  /** The metric that the file is kept by, and its value in this file. */
  readonly metric:
    | { readonly name: string; readonly mode?: 'min' | 'max'; readonly value: number | undefined }
    | undefined;
  readonly versions: ReadonlyMap<string, string>;
  /** Kinds of what the reader found odd. */
  readonly anomalies: readonly string[];
}

/** What the name of a file says: `multi-vae-epoch=02-val_loss=17.75-v1.ckpt`. */
export interface FileNameFacts {
  readonly epoch?: number;
  readonly step?: number;
  /** By name, with the number of digits after the point that it was written with. */
  readonly metrics: ReadonlyMap<string, { readonly value: number; readonly digits: number }>;
  /** Lightning’s `-v2`. */
  readonly version?: number;
}

/** Scalars that a run logged. */
export interface MetricSource {
  readonly path: string;
  readonly kind: 'csv' | 'events' | 'json';
  readonly metrics: readonly Metric[];
}

export interface Metric {
  readonly name: string;
  readonly count: number;
  readonly last: MetricPoint;
  readonly lowest: MetricPoint;
  readonly highest: MetricPoint;
}

export interface MetricPoint {
  readonly value: number;
  readonly step: number | undefined;
  readonly epoch: number | undefined;
}

export interface RunLog {
  readonly path: string;
  readonly byteLength: number;
  /** The last line of a Python traceback that ends it. */
  readonly error?: string;
}

export interface RunJob {
  readonly number: number;
  readonly path: string;
  readonly overrides: readonly string[];
  readonly checkpoints: readonly CheckpointFile[];
  readonly error?: string;
}

/** A kind has its sentence in `render/text/run-remarks.ts`. */
export interface RunRemark {
  readonly kind: string;
  readonly path: string;
  readonly data: Readonly<Record<string, string | number>>;
}
