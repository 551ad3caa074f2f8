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
  /** What the newest state of the run says about the files it keeps, one for each callback that keeps some. */
  readonly keeping: readonly Keeping[];
  /** Of the best checkpoint, or the last where no best is known. */
  readonly model?: RunModel;
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
  /** Where in the run it ought to be, by what was recorded. */
  readonly wanted: string;
  readonly metric: string | undefined;
  readonly mode: 'min' | 'max' | undefined;
  readonly score: number | undefined;
  readonly epoch: number | undefined;
  /** The best of the files that are there, where the best itself is not. */
  readonly instead?: { readonly path: string; readonly score: number };
}

/** What a ModelCheckpoint says about its files: paths as it recorded them. */
export interface Keeping {
  /** The checkpoint whose state says so. */
  readonly path: string;
  readonly monitor: string | undefined;
  readonly mode: 'min' | 'max' | undefined;
  readonly dirpath: string | undefined;
  readonly bestPath: string | undefined;
  readonly bestScore: number | undefined;
  readonly lastPath: string | undefined;
  readonly bestK: ReadonlyMap<string, number | undefined>;
}

/** More than is kept of every checkpoint, of the one that counts. */
export interface RunModel {
  readonly path: string;
  /** Of the weights that loading takes. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Every class and function that the file names. */
  readonly globals: readonly string[];
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
  /** `undefined`: the tree is no framework’s. */
  readonly framework: TrainingState['framework'] | undefined;
  readonly epoch: number | undefined;
  readonly step: number | undefined;
  readonly nextEpoch: number | undefined;
  readonly tensorCount: number;
  /** `undefined` where nothing tells weights from the rest. */
  readonly parameterCount: number | undefined;
  readonly optimizerTypes: readonly string[];
  readonly hasOptimizer: boolean;
  readonly hasScheduler: boolean;
  readonly hasScaler: boolean;
  /** The learning rates of the first optimizer’s groups. */
  readonly lrs: readonly number[];
  /** The metric that the file is kept by, and its value in this file. */
  readonly metric:
    | { readonly name: string; readonly mode?: 'min' | 'max'; readonly value: number | undefined }
    | undefined;
  readonly versions: ReadonlyMap<string, string>;
  /** What its ModelCheckpoint recorded; empty texts are `undefined`. */
  readonly recorded: {
    readonly dirpath: string | undefined;
    readonly bestPath: string | undefined;
    readonly lastPath: string | undefined;
  };
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
  /** A counter that does not say what it counts: `model_00010.pth`. */
  readonly number?: number;
}

/** Scalars that a run logged. */
export interface MetricSource {
  readonly path: string;
  readonly kind: 'csv' | 'events' | 'json';
  readonly metrics: readonly Metric[];
  /** Why reading stopped early; what stands before that is in `metrics`. */
  readonly damage?: CkptError;
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
  /** Where bytes could not be had, so that nobody knows what they say. */
  readonly error?: CkptError;
}
