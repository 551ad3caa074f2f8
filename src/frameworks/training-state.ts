/**
 * A checkpoint as what training was when it was saved, in one vocabulary for all frameworks. Everything
 * says where in the tree it stands, so that a person can go and look.
 */
import type { NdArray, Tensor, Value } from '../model/value.ts';

export interface TrainingState {
  readonly framework: FrameworkFacts;
  /** The model’s first; a datamodule may have its own. */
  readonly hyperparameters: readonly Hyperparameters[];
  /** The weights that loading takes first, then averages and copies of them. */
  readonly weights: readonly WeightSet[];
  readonly optimizers: readonly OptimizerState[];
  readonly schedulers: readonly SchedulerState[];
  readonly callbacks: readonly CallbackState[];
  readonly progress: Progress;
  /** Loss scalers and what else mixed precision keeps. */
  readonly precision: readonly PrecisionState[];
  readonly randomState: readonly Part[];
  /** What wrote it, by name: `pytorch-lightning` → `2.6.0`. */
  readonly versions: ReadonlyMap<string, string>;
  /** Everything else at the top level. */
  readonly extra: readonly Part[];
}

/** A value and where it stands in the tree. */
export interface Part {
  readonly path: string;
  readonly name: string;
  readonly value: Value;
}

export interface FrameworkFacts {
  /** `lightning`, `state-dict`, `training-loop`, `nanogpt`, ... */
  readonly id: string;
  /** What a person calls it: `Lightning`. */
  readonly title: string;
  /** As the file says it. */
  readonly version?: string;
  /** Which layout of the framework’s history the file has: `pl2x`. */
  readonly era?: string;
  /** Further facts in a few words each: `weights only`, `upgraded from 1.5.2`. */
  readonly notes: readonly string[];
}

export interface Hyperparameters {
  readonly path: string;
  readonly of: 'model' | 'datamodule' | 'run';
  /**
   * How Lightning recorded them: `kwargs`, the name of the one argument that holds all, or `null`
   * where it could not tell. Absent for other frameworks.
   */
  readonly recordedAs?: string | null;
  /** `dict`, `argparse.Namespace`, `omegaconf.dictconfig.DictConfig`, ... as the pickle has it. */
  readonly container: string;
  /** As plain entries, whatever the container; interpolations and `???` stay as they were written. */
  readonly entries: ReadonlyMap<string, Value>;
}

export interface WeightSet {
  readonly path: string;
  /** `averaged` weights (EMA, SWA); the `current` ones where loading takes averages first. */
  readonly role: 'model' | 'averaged' | 'current';
  readonly tensors: readonly NamedTensor[];
  /** What is no tensor: the extra state of a module. */
  readonly others: readonly Part[];
  /** What wrappers put before the names, outermost first: `_orig_mod.`, `module.`. */
  readonly prefixes: readonly string[];
  /** Elements of the parameters, those of tied tensors once. */
  readonly parameterCount: number;
}

export interface NamedTensor {
  /** As in the file, prefixes and all. */
  readonly name: string;
  readonly path: string;
  readonly tensor: Tensor | NdArray;
  /** Buffers are saved and not trained: `running_mean`, integer types. */
  readonly role: 'parameter' | 'buffer';
  /** The name of an earlier tensor that is the same view of the same storage. */
  readonly tiedTo?: string;
}

export interface OptimizerState {
  readonly path: string;
  /** `Adam`, `SGD`; `undefined` where neither its state nor its options tell. */
  readonly type: string | undefined;
  /** Where it is one of several that keep just the same: `Adam`, `AdamW`. */
  readonly candidates?: readonly string[];
  readonly groups: readonly ParamGroup[];
  /** In the order of the groups; one without state never had a gradient. */
  readonly parameters: readonly OptimizedParameter[];
  /** How the names of `parameters` were found. */
  readonly naming: Naming;
  /** What else the dict holds beside `state` and `param_groups`. */
  readonly others: readonly Part[];
}

/**
 * `exact`: the file says them. `proven`: no other order fits the shapes. `plausible`: the order of the
 * state dict, or a usual choice from it, fits. `unknown`: no order fits, or too many do.
 */
export type Naming = 'exact' | 'proven' | 'plausible' | 'unknown';

export interface ParamGroup {
  readonly path: string;
  /** Everything but `params`. */
  readonly options: ReadonlyMap<string, Value>;
  /** A number, or a scalar tensor whose value is yet to be read. */
  readonly lr: number | Tensor | undefined;
  readonly initialLr: number | undefined;
  /** Places in `OptimizerState.parameters`. */
  readonly parameters: readonly number[];
}

export interface OptimizedParameter {
  /** The optimizer’s own number or name for it. */
  readonly id: number | bigint | string;
  readonly path: string;
  /** The name in the weights, where `naming` is not `unknown`. */
  readonly name?: string;
  /** `step`, `exp_avg`, ...; empty where it has none. */
  readonly state: ReadonlyMap<string, Value>;
}

export interface SchedulerState {
  readonly path: string;
  /** `StepLR`, `ReduceLROnPlateau`, ... as its options tell. */
  readonly type: string | undefined;
  readonly lastEpoch: number | undefined;
  readonly lastLr: readonly number[];
  readonly baseLrs: readonly number[];
  readonly entries: ReadonlyMap<string, Value>;
}

export interface CallbackState {
  readonly path: string;
  /** The class without its module: `ModelCheckpoint`. */
  readonly type: string;
  /** As in the file: a name with a Python dict behind it, or a class. */
  readonly key: string;
  /** What the key says of how the callback was made: monitor, mode, ... */
  readonly options: ReadonlyMap<string, Value>;
  readonly state: ReadonlyMap<string, Value>;
  readonly modelCheckpoint?: ModelCheckpointState;
  readonly earlyStopping?: EarlyStoppingState;
}

/** A score is a number, or a scalar tensor whose value is yet to be read. */
export type Score = number | Tensor | null;

/** Members are `undefined` where the version that wrote the file did not keep them. */
export interface ModelCheckpointState {
  readonly monitor: string | null | undefined;
  readonly mode: 'min' | 'max' | undefined;
  readonly dirpath: string | undefined;
  readonly bestPath: string | undefined;
  readonly bestScore: Score | undefined;
  readonly currentScore: Score | undefined;
  readonly lastPath: string | undefined;
  /** By the path recorded, as it stands in the file. */
  readonly bestK: ReadonlyMap<string, Score> | undefined;
  readonly kthBestPath: string | undefined;
  readonly kthValue: Score | undefined;
  /** 0 or `undefined`: not triggered so. */
  readonly everyTrainSteps: number | undefined;
  readonly everyEpochs: number | undefined;
}

export interface EarlyStoppingState {
  readonly monitor: string | undefined;
  readonly mode: 'min' | 'max' | undefined;
  readonly bestScore: Score | undefined;
  readonly waitCount: number | undefined;
  readonly patience: number | undefined;
  /** 0: it did not stop. */
  readonly stoppedEpoch: number | undefined;
  readonly stoppingReason: string | undefined;
}

/** Counters, those of all eras brought to one meaning. */
export interface Progress {
  /** The epoch that was finished, or was going on, when the file was written; the first is 0. */
  readonly epoch: number | undefined;
  /** Optimizer steps so far. */
  readonly step: number | undefined;
  /** As the file has them, where that differs from the above. */
  readonly recordedEpoch?: number;
  readonly recordedStep?: number;
  /** The epoch that resuming would go on with, where that can be told. */
  readonly nextEpoch?: number;
  /** Whether the file was written within an epoch. */
  readonly isMidEpoch?: boolean;
  readonly batchesPerEpoch?: number;
  readonly stepsPerEpoch?: number;
  /** The best of a metric that the file keeps itself: `best_acc` 88.84. */
  readonly best?: { readonly metric: string; readonly value: number | Tensor };
  /** Where the counters stand. */
  readonly parts: readonly Part[];
}

export interface PrecisionState extends Part {
  /** The loss scale of a GradScaler. */
  readonly scale: number | undefined;
}

/** How one training framework arranges a tree. */
export interface Framework {
  readonly id: string;
  readonly title: string;
  /** Whether the tree is one of its checkpoints. Looks at keys and types, reads nothing, never throws. */
  recognizes(root: Value): boolean;
  /** Never throws: what does not fit its layout is `extra`. */
  read(root: Value): TrainingState;
}
