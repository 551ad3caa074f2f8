import { fileNameFacts } from './file-name.ts';
import { isReadable, type ReadableCheckpoint } from './newest.ts';
import { baseName, folderOf } from './recorded-path.ts';
import { relocated } from './relocation.ts';
import type { CheckpointFile, Keeping, RunBest } from './run.ts';

/** The best file as the newest state has it. Without a monitor, Lightning’s “best” is only the newest. */
export function bestByState(
  keepings: readonly Keeping[],
  files: readonly CheckpointFile[],
): RunBest | undefined {
  const keeping = keepings.find((one) => one.monitor !== undefined && one.bestPath !== undefined);
  if (keeping?.bestPath === undefined) return undefined;
  const { monitor: metric, mode, bestPath: recorded, bestScore: score, path, dirpath } = keeping;
  const folder = folderOf(path);
  const wanted = relocated(recorded, { folder, dirpath }) ?? recorded;
  const file = files.find((one) => one.path === wanted) ?? renamedFile(recorded, score, files);
  const found = file === undefined || !isReadable(file) ? undefined : file;
  const instead = found === undefined ? bestThere(metric, mode, files) : undefined;
  return {
    path: found?.path,
    recorded,
    wanted,
    metric,
    mode,
    score,
    epoch: found?.checkpoint.epoch ?? fileNameFacts(baseName(recorded)).epoch,
    ...(instead !== undefined && { instead }),
  };
}

/** A file under another name that was saved at the moment when the best one was. */
function renamedFile(
  recorded: string,
  score: number | undefined,
  files: readonly CheckpointFile[],
): ReadableCheckpoint | undefined {
  const { epoch, step } = fileNameFacts(baseName(recorded));
  if ((epoch ?? step) === undefined || score === undefined) return undefined;
  const same = files
    .filter((file) => isReadable(file))
    .filter(({ kind, checkpoint }) => {
      if (kind === 'temporary' || checkpoint.recorded.bestPath !== recorded) return false;
      const isSameMoment =
        (epoch === undefined || checkpoint.epoch === epoch) &&
        (step === undefined || checkpoint.step === step);
      return isSameMoment && checkpoint.metric?.value === score;
    });
  return same.find(({ kind }) => kind !== 'last') ?? same[0];
}

function bestThere(
  metric: string | undefined,
  mode: 'min' | 'max' | undefined,
  files: readonly CheckpointFile[],
): RunBest['instead'] {
  if (mode === undefined) return undefined;
  let best: (RunBest['instead'] & { readonly isLast: boolean }) | undefined;
  for (const file of files) {
    const score = file.checkpoint?.metric?.value;
    if (file.checkpoint?.metric?.name !== metric || score === undefined) continue;
    if (Number.isNaN(score)) continue;
    const isLast = file.kind === 'last';
    const isBetter =
      best === undefined ||
      (mode === 'min' ? score < best.score : score > best.score) ||
      (score === best.score && best.isLast && !isLast);
    if (isBetter) best = { path: file.path, score, isLast };
  }
  return best === undefined ? undefined : { path: best.path, score: best.score };
}

/** A file that is called best, where no state says which one is. */
export function bestByName(files: readonly CheckpointFile[]): RunBest | undefined {
  const [file, ...others] = files.filter((one) => one.kind === 'best').filter(isReadable);
  // The numbers of `best-v1` and `best-v2` say nothing about rank.
  if (file === undefined || others.length > 0) return undefined;
  const { path, checkpoint } = file;
  return {
    path,
    recorded: baseName(path),
    wanted: path,
    metric: checkpoint.metric?.name,
    mode: checkpoint.metric?.mode,
    score: checkpoint.metric?.value,
    epoch: checkpoint.epoch,
  };
}
