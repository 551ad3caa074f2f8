/** What callbacks keep, and the files that they kept, as literals. */
import type {
  CallbackState,
  EarlyStoppingState,
  ModelCheckpointState,
} from '../../src/frameworks/training-state.ts';
import { fileNameFacts } from '../../src/runs/file-name.ts';
import { baseName } from '../../src/runs/recorded-path.ts';
import type { CheckpointFile, CheckpointSummary } from '../../src/runs/run.ts';

export const DIRPATH = '/old/run/checkpoints';
export const recorded = (name: string) => `${DIRPATH}/${name}`;

function callback(type: string, parts: Partial<CallbackState>): CallbackState {
  return {
    path: `callbacks.${type}`,
    type,
    key: type,
    options: new Map(),
    state: new Map(),
    ...parts,
  };
}

/** Of the minimum of `val_loss`; paths are those in `DIRPATH`. */
export function modelCheckpoint(
  parts: Partial<ModelCheckpointState> = {},
  more: Partial<CallbackState> = {},
): CallbackState {
  const state: ModelCheckpointState = {
    monitor: 'val_loss',
    mode: 'min',
    dirpath: DIRPATH,
    bestPath: undefined,
    bestScore: undefined,
    currentScore: undefined,
    lastPath: undefined,
    bestK: undefined,
    kthBestPath: undefined,
    kthValue: undefined,
    everyTrainSteps: 0,
    everyEpochs: 1,
    ...parts,
  };
  return callback('ModelCheckpoint', { ...more, modelCheckpoint: state });
}

export function earlyStopping(parts: Partial<EarlyStoppingState> = {}): CallbackState {
  const state: EarlyStoppingState = {
    monitor: 'val_loss',
    mode: 'min',
    bestScore: undefined,
    waitCount: 0,
    patience: 5,
    stoppedEpoch: 0,
    stoppingReason: undefined,
    ...parts,
  };
  return callback('EarlyStopping', { earlyStopping: state });
}

export interface KeptFile {
  readonly kind?: CheckpointFile['kind'];
  readonly modified?: number;
  readonly epoch?: number;
  readonly step?: number;
  readonly score?: number;
  readonly metric?: string;
  readonly mode?: 'min' | 'max';
  readonly framework?: string;
  readonly version?: string;
  readonly bestPath?: string;
  readonly lastPath?: string;
}

/** A checkpoint file with what its headers tell, of Lightning unless said otherwise. */
export function keptFile(path: string, parts: KeptFile = {}): CheckpointFile {
  const { kind = 'periodic', modified = 0, framework = 'lightning', version = '2.6.0' } = parts;
  const { metric = 'val_loss', mode, score } = parts;
  const isLightning = framework === 'lightning';
  const checkpoint: CheckpointSummary = {
    format: { id: 'pytorch', title: 'PyTorch' },
    framework: { id: framework, title: framework, notes: [] },
    epoch: parts.epoch,
    step: parts.step,
    nextEpoch: undefined,
    tensorCount: 1,
    parameterCount: 1,
    optimizerTypes: [],
    hasOptimizer: true,
    hasScheduler: false,
    hasScaler: false,
    lrs: [],
    metric: score === undefined ? undefined : { name: metric, ...(mode && { mode }), value: score },
    versions: isLightning ? new Map([['pytorch-lightning', version]]) : new Map(),
    recorded: {
      dirpath: isLightning ? DIRPATH : undefined,
      bestPath: parts.bestPath,
      lastPath: parts.lastPath,
    },
    anomalies: [],
  };
  const fileName = fileNameFacts(baseName(path));
  return { path, byteLength: 1000, modified, kind, fileName, checkpoint };
}
