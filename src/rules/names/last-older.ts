import { isReadable, newestOf, type ReadableCheckpoint } from '../../runs/newest.ts';
import { baseName, folderOf } from '../../runs/recorded-path.ts';
import type { CheckpointFile } from '../../runs/run.ts';
import { defineRule } from '../rule.ts';

/** Kinds that are not written when `last` is. */
const ASIDE: ReadonlySet<CheckpointFile['kind']> = new Set([
  'last',
  'best',
  'exception',
  'hpc',
  'temporary',
]);

/**
 * Whoever resumes from the file that is called the last loses what came after it. Training loops write
 * it with every other file; Lightning does so for each callback that has `save_last`.
 */
export const lastOlder = defineRule({
  id: 'names/last-older',
  summary: 'The file called last or latest is as new as any other',
  severity: 'error',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints }, file }) {
    const folders = new Set(checkpoints.map(({ path }) => folderOf(path)));
    for (const folder of folders) {
      const inside = checkpoints.filter(({ path }) => folderOf(path) === folder);
      const last = newestOf(inside.filter(({ kind }) => kind === 'last'));
      if (last === undefined) continue;
      const newest = newestOf(inside.filter((other) => isAlike(other, last)));
      if (newest === undefined || !isAfter(newest, last)) continue;
      const isLightning = last.checkpoint.framework?.id === 'lightning';
      yield {
        file: `${file}/${last.path}`,
        severity: isLightning ? 'warning' : 'error',
        data: {
          last: baseName(last.path),
          latest: last.checkpoint.epoch ?? null,
          latestStep: last.checkpoint.step ?? null,
          newest: baseName(newest.path),
          newestEpoch: newest.checkpoint.epoch ?? null,
          newestStep: newest.checkpoint.step ?? null,
        },
        // One that was written over in part has a schedule of another time as well.
        explains: [{ rule: 'scheduler/last-epoch' }],
      };
    }
  },

  message: ({ last, latest, latestStep, newest, newestEpoch, newestStep }) =>
    `${last} is older than ${newest}: ${momentOf(latest, latestStep)} against ${momentOf(newestEpoch, newestStep)}`,
  cure: ({ newest }) => `resume from ${newest}`,
});

/** Of the same training, as far as it says. */
function isAlike(other: CheckpointFile, last: ReadableCheckpoint): boolean {
  if (!isReadable(other) || (ASIDE.has(other.kind) && !isNamedBest(other))) return false;
  const { framework, recorded } = other.checkpoint;
  return (
    framework?.id === last.checkpoint.framework?.id &&
    recorded.dirpath === last.checkpoint.recorded.dirpath
  );
}

/** Lightning’s best has a name of its own, and is among those that are kept. */
function isNamedBest({ kind, fileName }: CheckpointFile): boolean {
  return kind === 'best' && (fileName.epoch ?? fileName.step) !== undefined;
}

function isAfter(newest: ReadableCheckpoint, last: ReadableCheckpoint): boolean {
  const [step, lastStep] = [newest.checkpoint.step, last.checkpoint.step];
  if (step !== undefined && lastStep !== undefined) return step > lastStep;
  const [epoch, lastEpoch] = [newest.checkpoint.epoch, last.checkpoint.epoch];
  // A negative one says that training is over: Ultralytics writes -1.
  if (epoch === undefined || lastEpoch === undefined || lastEpoch < 0) return false;
  return epoch > lastEpoch;
}

function momentOf(epoch: number | null, step: number | null): string {
  const said = [
    ...(epoch === null ? [] : [`epoch ${epoch}`]),
    ...(step === null ? [] : [`step ${step}`]),
  ];
  return said.join(', ');
}
