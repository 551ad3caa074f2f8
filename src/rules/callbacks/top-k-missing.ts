import { baseName, folderOf, inFolder } from '../../runs/recorded-path.ts';
import { isSaid, keepersIn, placeOf, scoreData, scoreIn } from '../callback-states.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { hasNewestState, isInPlace, isThere, nameBeside } from '../folder-of-file.ts';
import { defineRule } from '../rule.ts';

export const topKMissing = defineRule({
  id: 'callbacks/top-k-missing',
  summary: 'The files that `best_k_models` of the newest state names are there',
  severity: 'warning',
  questions: ['resume', 'eval'],
  needs: ['training', 'names', 'checkpointFile', 'siblings', 'scalars'],

  *find(subject) {
    const { training, names, scalars, checkpointFile } = subject;
    const keepers = keepersIn(training);
    if (!hasNewestState(subject) || !isInPlace(checkpointFile, keepers)) return;
    for (const keeper of keepers) {
      const kept = [...(keeper.bestK ?? [])].filter(([path]) => isSaid(path));
      const gone = kept.filter(
        ([path]) => path !== keeper.bestPath && !isThere(path, keeper, names),
      );
      // Where none is left, `best-missing` has said so.
      if (gone.length === 0 || kept.every(([path]) => !isThere(path, keeper, names))) continue;
      const folder = folderOf(checkpointFile.path);
      const scores = gone.map(([, score]) => scoreIn(scalars, score));
      const missing = gone.map(([path]) =>
        inFolder(folder, nameBeside(path, keeper) ?? baseName(path)),
      );
      const named = missing.map((path, index) => {
        const score = scores[index];
        return `${baseName(path)}${score === undefined ? '' : ` (${scoreData(score)})`}`;
      });
      yield {
        path: placeOf(keeper.callback, 'best_k_models'),
        data: {
          missing: missing.slice(0, 5),
          scores: scores
            .slice(0, 5)
            .map((score) => (score === undefined ? null : scoreData(score))),
          kept: kept.length,
          ...examplesOf(named),
        },
      };
    }
  },

  message: ({ kept, ...gone }) =>
    `${gone.count} of the ${kept} files that best_k_models names ${gone.count === 1 ? 'is' : 'are'} not here: ${exampleText(gone)}`,
  cure: () => 'copy them from where they were saved: a resumed training counts them among the best',
});
