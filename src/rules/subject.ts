/** What rules judge: evidence that was gathered before any of them is asked. */
import type { CkptError } from '../errors.ts';
import type {
  OptimizerState,
  PrecisionState,
  SchedulerState,
  TrainingState,
  WeightSet,
} from '../frameworks/training-state.ts';
import type { WeightsOnlyVerdict } from '../loads/weights-only.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { NdArray, Tensor, Value } from '../model/value.ts';
import type { CheckpointFile, MetricSource, Run, RunConfig } from '../runs/run.ts';
import type { Contents } from '../security/evidence.ts';
import type { PlacedFitLoop } from './fit-loop.ts';
import type { LightningFile } from './lightning-file.ts';
import type { Question } from './rule.ts';

/** A file, a run or a configuration. What is absent could not be had, or was not asked for. */
export interface Subject {
  /** As a person named it: a file, or the folder of a run. */
  readonly file: string;
  /** Asked about by itself, rather than with all of its run. */
  readonly isAlone?: boolean;
  /** Why it could not be opened. */
  readonly problem?: CkptError;
  readonly checkpoint?: Checkpoint;
  /** Those of `checkpoint`, in the order of the file. */
  readonly tensors?: readonly PlacedTensor[];
  readonly training?: TrainingState;
  /** Those of `training`, where there are any. */
  readonly weights?: readonly WeightSet[];
  readonly optimizers?: readonly OptimizerState[];
  readonly schedulers?: readonly SchedulerState[];
  readonly precision?: readonly PrecisionState[];
  /** The top level of a file that Lightning wrote. */
  readonly lightning?: LightningFile;
  /** Its counters, where it has any. */
  readonly fitLoop?: PlacedFitLoop;
  /** The run that the file lies in, or that is asked about itself. */
  readonly run?: Run;
  /** What its directory and its name say of the file. */
  readonly checkpointFile?: CheckpointFile;
  /** The other checkpoints in its directory. */
  readonly siblings?: readonly CheckpointFile[];
  /** What stands in its directory, by name; nothing of it was opened. */
  readonly names?: readonly string[];
  /** Configurations near it, the nearest first. */
  readonly configs?: readonly RunConfig[];
  /** What the run logged. */
  readonly metrics?: readonly MetricSource[];
  /** What someone will use the checkpoint with: `num_items` → 7000. */
  readonly expectations?: ReadonlyMap<string, Value>;
  readonly reference?: Reference;
  /** Values of scalar tensors outside the weights: steps, scores, learning rates. */
  readonly scalars?: ReadonlyMap<Tensor, Value>;
  /** Of each tensor with numbers: only where its elements were to be read. */
  readonly elementCounts?: readonly ElementCounts[];
  /** Whether torch loads it without running code, by its own rules. */
  readonly weightsOnly?: WeightsOnlyVerdict;
  /** Every pickle in it and what each would do, and what readers of it may disagree on. */
  readonly contents?: Contents;
  /** The versions that will read it. */
  readonly targets?: Targets;
  /** The metrics that training produces, as someone listed them. */
  readonly metricNames?: readonly string[];
  readonly requirements?: Requirements;
  /** What someone said they want of it; absent where nobody said. */
  readonly askedFor?: readonly Question[];
  /** Why evidence is missing, where more can be said than that it is. */
  readonly missing?: Readonly<Partial<Record<Evidence, string>>>;
}

/** A tensor, or a numpy array, and how to reach it. */
export interface PlacedTensor {
  readonly path: string;
  /** The last step of the path: the name in a state dict. */
  readonly name: string;
  /** The top-level key below which it lies. */
  readonly section: string;
  readonly tensor: Tensor | NdArray;
}

/** How many elements of a tensor are what. */
export interface ElementCounts {
  readonly path: string;
  /** The top-level key below which it lies. */
  readonly section: string;
  readonly elements: number;
  readonly zeros: number;
  readonly nan: number;
  readonly infinite: number;
}

/** A checkpoint that the judged one should resemble. */
export interface Reference {
  readonly checkpoint: Checkpoint;
  readonly tensors: readonly PlacedTensor[];
  readonly training?: TrainingState;
}

/** Versions as they are written: `2.6`, `2.6.0`. */
export interface Targets {
  readonly torch?: string;
  readonly lightning?: string;
}

/** What a policy asks of every checkpoint. */
export interface Requirements {
  readonly allowedGlobals: readonly string[];
  readonly requiredMetadata: readonly string[];
  readonly forbiddenDtypes: readonly string[];
  readonly maximumBytes?: number;
}

export type Evidence = Exclude<
  keyof Subject,
  'file' | 'isAlone' | 'problem' | 'missing' | 'askedFor'
>;
