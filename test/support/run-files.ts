/** What runs are made of, as literals. */
import type { TrainingState, WeightSet } from '../../src/frameworks/training-state.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import { readRun } from '../../src/runs/index.ts';
import type { Run } from '../../src/runs/run.ts';
import { text } from './bytes.ts';
import { type MemoryFiles, memoryDirectory } from './memory-directory.ts';
import { type Plain, pickleBytes } from './pickle.ts';

export function trainingState(parts: Partial<TrainingState> = {}): TrainingState {
  return {
    framework: { id: 'test', title: 'Test', notes: [] },
    hyperparameters: [],
    weights: [],
    optimizers: [],
    schedulers: [],
    callbacks: [],
    progress: { epoch: undefined, step: undefined, parts: [] },
    precision: [],
    randomState: [],
    versions: new Map(),
    extra: [],
    ...parts,
  };
}

export function weightSet(parameterCount: number): WeightSet {
  return { path: '', role: 'model', tensors: [], others: [], prefixes: [], parameterCount };
}

/** What a ModelCheckpoint keeps: paths and scores. */
interface KeeperState {
  readonly monitor?: string | null;
  readonly mode?: 'min' | 'max';
  readonly dirpath?: string;
  readonly best?: string;
  readonly bestScore?: number;
  readonly currentScore?: number;
  readonly last?: string;
  readonly bestK?: Readonly<Record<string, number>>;
}

const dictOf = (entries: Readonly<Record<string, Plain>>) => new Map(Object.entries(entries));
const score = (value: number | undefined): Plain => (value === undefined ? null : { float: value });

/** A file of Lightning’s, as a plain pickle: without weights, which no run needs. */
export function lightningFile(epoch: number, step: number, keeper?: KeeperState): Uint8Array {
  const { monitor = 'val_loss', mode = 'min', bestK = {} } = keeper ?? {};
  const watched = monitor === null ? 'None' : `'${monitor}'`;
  const key = `ModelCheckpoint{'monitor': ${watched}, 'mode': '${mode}'}`;
  const state = dictOf({
    monitor,
    best_model_score: score(keeper?.bestScore),
    best_model_path: keeper?.best ?? '',
    current_score: score(keeper?.currentScore),
    dirpath: keeper?.dirpath ?? null,
    best_k_models: new Map(Object.entries(bestK).map(([path, value]) => [path, score(value)])),
    last_model_path: keeper?.last ?? '',
  });
  return pickleBytes(
    dictOf({
      epoch,
      global_step: step,
      'pytorch-lightning_version': '2.5.0',
      state_dict: new Map(),
      callbacks: new Map(keeper === undefined ? [] : [[key, state]]),
      optimizer_states: [],
      lr_schedulers: [],
    }),
    2,
  );
}

/** A training loop’s own dict. */
export function loopFile(entries: Readonly<Record<string, Plain>>): Uint8Array {
  return pickleBytes(dictOf(entries), 2);
}

/** Texts as files. */
export function texts(files: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, text(content)]));
}

export function runOf(
  files: MemoryFiles,
  path = 'run',
  limits: Partial<Limits> = {},
): Promise<Run> {
  return readRun(memoryDirectory(files, path), { limits: { ...DEFAULT_LIMITS, ...limits } });
}

export const remarkKinds = ({ remarks }: Run) => remarks.map(({ kind }) => kind);
