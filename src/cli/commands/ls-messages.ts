/** What `ls` says beside its answer. */
import { safeText } from '../../model/python-repr.ts';
import { rankedCheckpoints } from '../../operations/list-order.ts';
import {
  type ListedCheckpoint,
  type ListRemark,
  type MetricChoice,
  scoreOf,
} from '../../operations/listing.ts';
import { shellWord } from '../../rules/advice.ts';
import { UsageError } from '../command.ts';
import type { Host } from '../host.ts';
import { reportError } from '../report-error.ts';

/** Says what was not looked at, and how it can be. */
export function reportRemark({ kind, path, error, target = '' }: ListRemark, host: Host): void {
  if (error !== undefined) reportError(error, path, host);
  else if (kind === 'link-outside') {
    const shown = safeText(path);
    host.err(`ckpt: ${shown}: a link that leads out of the folder, to ${safeText(target)}\n`);
    host.err(`      it is not followed; to list what is there: ckpt ls ${shellWord(path)}\n`);
  }
}

/** Throws a `UsageError` where a metric was named that tells nothing here. */
export function requireScores(
  checkpoints: readonly ListedCheckpoint[],
  metric: MetricChoice | undefined,
): void {
  if (metric === undefined || checkpoints.length === 0) return;
  const name = safeText(metric.name);
  if (!checkpoints.some((listed) => scoreOf(listed, metric.name)?.value !== undefined)) {
    const names = new Set(checkpoints.flatMap((listed) => metricsOf(listed)));
    const known = [...names].sort().map(safeText).join(', ');
    throw new UsageError(
      `--best: no checkpoint has a value of ${name}${known === '' ? '' : `; they have ${known}`}`,
    );
  }
  if (rankedCheckpoints(checkpoints, metric).length === 0) {
    throw new UsageError(
      `--best: no checkpoint says which way ${name} is better: take ${name}:max or ${name}:min`,
    );
  }
}

function metricsOf({ file }: ListedCheckpoint): string[] {
  const kept = file.checkpoint?.metric?.name;
  return [...(kept === undefined ? [] : [kept]), ...file.fileName.metrics.keys()];
}
