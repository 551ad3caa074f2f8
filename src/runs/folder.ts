import type { Contents } from './contents.ts';
import { factsOf, listOf, type RunDescription } from './description.ts';
import { lightningFacts } from './lightning-logs.ts';
import { inNaturalOrder } from './natural-order.ts';
import { baseName, folderOf } from './recorded-path.ts';
import type { Survey } from './survey.ts';

/** More names than this are no line of facts. */
const MOST_RUNS = 1000;

/** A folder that is no run itself, with the runs that lie in it. */
export function folder({ directories, files }: Survey, contents: Contents): RunDescription {
  const hydra = [...directories.keys()].filter((path) => baseName(path) === '.hydra').map(folderOf);
  const sweeps = [...files.keys()].filter((path) => baseName(path) === 'multirun.yaml');
  const runs = inNaturalOrder(new Set([...hydra, ...sweeps.map(folderOf)]), (path) => path);
  return {
    kind: 'folder',
    title: 'folder',
    facts:
      runs.length > 0
        ? factsOf({ runs: listOf(runs.slice(0, MOST_RUNS)) })
        : lightningFacts(contents),
    configs: [],
    overrides: [],
  };
}
