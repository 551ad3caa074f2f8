import type { Contents } from './contents.ts';
import { fileNameFacts } from './file-name.ts';
import { baseName, folderOf, inFolder } from './recorded-path.ts';
import type { Metric, RunBest } from './run.ts';

/**
 * The best file where all that is left is a link to it. Its name says which metric it was kept by, and
 * the logged metrics whether that value was the lowest or the highest.
 */
export function bestByLink({ checkpoints, metrics }: Contents): RunBest | undefined {
  if (checkpoints.some(({ checkpoint }) => checkpoint !== undefined)) return undefined;
  const file = checkpoints.find(({ link }) => link?.leadsTo === 'nothing');
  if (file?.link === undefined) return undefined;
  const recorded = file.link.target;
  const { epoch, metrics: named } = fileNameFacts(baseName(recorded));
  for (const [name, { value, digits }] of named) {
    const isValue = (one: number) => Math.abs(one - value) <= 0.5 * 10 ** -digits * (1 + 1e-9);
    const logged = metrics.flatMap((source) => source.metrics).find((one) => one.name === name);
    const extreme = logged === undefined ? undefined : extremeOf(logged, isValue);
    if (extreme === undefined) continue;
    const { mode, score } = extreme;
    const wanted = inFolder(folderOf(file.path), baseName(recorded));
    return { path: undefined, recorded, wanted, metric: name, mode, score, epoch };
  }
  return undefined;
}

function extremeOf({ lowest, highest }: Metric, isValue: (value: number) => boolean) {
  const isLowest = isValue(lowest.value);
  if (isLowest === isValue(highest.value)) return undefined;
  return isLowest
    ? ({ mode: 'min', score: lowest.value } as const)
    : ({ mode: 'max', score: highest.value } as const);
}
