import { baseName, folderOf, inFolder } from '../../runs/recorded-path.ts';
import type { CheckpointFile } from '../../runs/run.ts';
import { shellWord } from '../advice.ts';
import {
  isBetter,
  isSaid,
  type Keeper,
  keepersIn,
  placeOf,
  scoreData,
  scoreIn,
} from '../callback-states.ts';
import {
  filesOfItsRun,
  hasNewestState,
  isInPlace,
  isThere,
  nameBeside,
  renamedBest,
} from '../folder-of-file.ts';
import { defineRule, type With } from '../rule.ts';

type Placed = With<'training' | 'names' | 'checkpointFile' | 'siblings'>;

export const bestMissing = defineRule({
  id: 'callbacks/best-missing',
  summary: 'The file that `best_model_path` names lies beside the checkpoint',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['training', 'names', 'checkpointFile', 'siblings', 'scalars'],

  *find(subject) {
    const { training, names, scalars, checkpointFile } = subject;
    if (!hasNewestState(subject)) return;
    const keepers = keepersIn(training);
    for (const keeper of keepers) {
      const { bestPath: recorded, monitor, callback } = keeper;
      if (!isSaid(recorded) || isThere(recorded, keeper, names)) continue;
      const score = scoreIn(scalars, keeper.bestScore);
      const renamed = renamedBest(keeper, score, subject);
      if (renamed === undefined && !isInPlace(checkpointFile, keepers)) continue;
      const folder = folderOf(checkpointFile.path);
      const instead = renamed ?? nextBest(keeper, subject);
      const metric = isSaid(monitor) ? monitor : null;
      const isCopy = filesOfItsRun(subject).length === 1 && isElsewhere(subject);
      // With nothing around it that is of a run, it was copied by itself.
      if (isCopy && renamed === undefined && subject.run?.kind === 'folder') continue;
      yield {
        path: placeOf(callback, 'best_model_path'),
        // Without a monitor the “best” is only the newest, of which another file holds the same.
        severity: renamed !== undefined || metric === null || isCopy ? 'warning' : 'error',
        data: {
          recorded,
          name: baseName(recorded),
          missing: inFolder(folder, nameBeside(recorded, keeper) ?? baseName(recorded)),
          metric,
          score: score === undefined ? null : scoreData(score),
          isRenamed: renamed !== undefined,
          instead: instead === undefined ? null : baseName(instead.path),
          insteadScore: instead?.checkpoint?.metric?.value ?? null,
        },
      };
    }
  },

  message({ name, metric, score, isRenamed, instead }) {
    const scored = metric === null || score === null ? '' : ` (${metric} ${score})`;
    const now = isRenamed ? `; ${instead} holds what it held` : '';
    return `best_model_path names ${name}${scored}, and no such file lies here${now}`;
  },
  cure({ name, metric, instead, insteadScore, isRenamed }) {
    if (instead === null) return `fetch ${name} from where it was saved`;
    if (isRenamed) return `give it its name back: mv ${shellWord(instead)} ${shellWord(name)}`;
    const scored = insteadScore === null ? '' : ` (${metric} ${insteadScore})`;
    return `fetch ${name} from where it was saved, or take the best that is left: ${instead}${scored}`;
  },
});

/** Whether it lies in another folder than it was saved in, or in none that tells. */
function isElsewhere({ run, checkpointFile }: Placed): boolean {
  const folder = folderOf(checkpointFile.path);
  if (run?.kind === 'folder') return true;
  return run?.remarks.some(({ kind, path }) => kind === 'moved' && path === folder) ?? false;
}

/** The best of the files that are there, by the scores that they have themselves. */
function nextBest({ monitor, mode }: Keeper, placed: Placed): CheckpointFile | undefined {
  let best: { readonly file: CheckpointFile; readonly score: number } | undefined;
  for (const file of filesOfItsRun(placed)) {
    const { metric } = file.checkpoint ?? {};
    const score = metric?.name === monitor ? metric?.value : undefined;
    if (score === undefined || Number.isNaN(score)) continue;
    const isEqual = score === best?.score && best.file.kind === 'last';
    if (best === undefined || isEqual || isBetter(score, best.score, mode ?? 'min')) {
      best = { file, score };
    }
  }
  return best?.file ?? placed.siblings.find(({ kind }) => kind !== 'temporary');
}
