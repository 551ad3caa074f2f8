import { MalformedError } from '../../src/errors.ts';
import type { ListedCheckpoint } from '../../src/operations/listing.ts';
import { checkpointKind } from '../../src/runs/checkpoint-kind.ts';
import { fileNameFacts } from '../../src/runs/file-name.ts';
import type { CheckpointFile, CheckpointSummary } from '../../src/runs/run.ts';

type Facts = Partial<
  Omit<CheckpointFile, 'checkpoint' | 'error' | 'path'> &
    Omit<CheckpointSummary, 'recorded'> &
    CheckpointSummary['recorded'] &
    Pick<ListedCheckpoint, 'run' | 'overrides' | 'sha256' | 'duplicateOf' | 'fileCount'>
> & { readonly error?: string };

/** A checkpoint file as it would be read, with what matters to a test. */
function fileAt(path: string, facts: Facts = {}): CheckpointFile {
  const name = path.split('/').at(-1) ?? '';
  const file = {
    path,
    byteLength: 1000,
    modified: 0,
    kind: checkpointKind(name, undefined),
    fileName: fileNameFacts(name),
    ...pick(facts, ['byteLength', 'modified', 'kind', 'link', 'fileName']),
  };
  if (facts.error !== undefined) {
    const error = new MalformedError('it is broken', { file: path }, { kind: facts.error });
    return { ...file, error };
  }
  return { ...file, checkpoint: summary(facts) };
}

/** The same, listed. */
export function listed(path: string, facts: Facts = {}): ListedCheckpoint {
  const run = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  const file = fileAt(path, facts);
  return {
    path,
    run,
    file,
    fileCount: 1,
    ...pick(facts, ['run', 'overrides', 'fileCount', 'duplicateOf']),
  };
}

function summary(facts: Facts): CheckpointSummary {
  const { dirpath, bestPath, lastPath } = facts;
  return {
    format: { id: 'pytorch', title: 'PyTorch checkpoint' },
    framework: undefined,
    epoch: undefined,
    step: undefined,
    nextEpoch: undefined,
    tensorCount: 1,
    parameterCount: 4,
    optimizerTypes: [],
    hasOptimizer: false,
    hasScheduler: false,
    hasScaler: false,
    lrs: [],
    metric: undefined,
    versions: new Map(),
    anomalies: [],
    recorded: { dirpath, bestPath, lastPath },
    ...pick(facts, [
      'epoch',
      'step',
      'metric',
      'framework',
      'parameterCount',
      'anomalies',
      'lrs',
      'optimizerTypes',
    ]),
  };
}

function pick<Part extends object, Key extends keyof Part>(
  part: Part,
  keys: readonly Key[],
): Pick<Part, Key> {
  const present = keys.filter((key) => key in part).map((key) => [key, part[key]]);
  return Object.fromEntries(present) as Pick<Part, Key>;
}
