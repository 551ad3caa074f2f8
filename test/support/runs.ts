import type { CheckpointFile, CheckpointSummary, Run } from '../../src/runs/run.ts';

/** A run with these parts, and nothing else in it. */
export function run(parts: Partial<Run> = {}): Run {
  return {
    kind: 'folder',
    title: 'folder',
    path: 'run',
    facts: new Map(),
    configs: [],
    overrides: [],
    checkpoints: [],
    keeping: [],
    metrics: [],
    logs: [],
    jobs: [],
    remarks: [],
    ...parts,
  };
}

/** A checkpoint file of a run, of which nothing is known but its name. */
export function checkpointFile(path: string, parts: Partial<CheckpointFile> = {}): CheckpointFile {
  return {
    path,
    byteLength: 1,
    modified: 0,
    kind: 'other',
    fileName: { metrics: new Map() },
    ...parts,
  };
}

/** What was read of a checkpoint file: nothing but these parts. */
export function checkpointSummary(parts: Partial<CheckpointSummary> = {}): CheckpointSummary {
  return {
    format: { id: 'pytorch', title: 'PyTorch' },
    framework: undefined,
    epoch: undefined,
    step: undefined,
    nextEpoch: undefined,
    tensorCount: 0,
    parameterCount: undefined,
    optimizerTypes: [],
    hasOptimizer: false,
    hasScheduler: false,
    hasScaler: false,
    lrs: [],
    metric: undefined,
    versions: new Map(),
    recorded: { dirpath: undefined, bestPath: undefined, lastPath: undefined },
    anomalies: [],
    ...parts,
  };
}
