/** A listing as plain data: schema/listing.schema.json describes it. */
import {
  type ListedCheckpoint,
  type ListedRun,
  type ListRemark,
  scoreOf,
  stateOf,
} from '../operations/listing.ts';
import type { CheckpointSummary, FileNameFacts } from '../runs/run.ts';
import { exactNumber, floatOf, timeText } from './listing-columns.ts';
import { errorFacts, objectOf } from './plain-object.ts';
import type { Plain, PlainObject } from './plain-tree.ts';

export function checkpointReport(listed: ListedCheckpoint): PlainObject {
  const { path, run, overrides, file, fileCount, sha256, duplicateOf } = listed;
  const { link, checkpoint, error } = file;
  return objectOf({
    kind: 'checkpoint',
    version: 1,
    path,
    run,
    overrides: overrides && [...overrides],
    role: file.kind,
    state: stateOf(listed),
    byteLength: file.byteLength,
    fileCount,
    modified: timeText(file.modified),
    link: link && objectOf({ target: link.target, leadsTo: link.leadsTo }),
    ...(checkpoint !== undefined && summaryReport(checkpoint)),
    metric: scoreReport(listed),
    nameSays: nameReport(file.fileName),
    sha256,
    duplicateOf,
    error: error && errorFacts(error, path),
  });
}

export function runReport(run: ListedRun): PlainObject {
  return objectOf({
    kind: 'run',
    version: 1,
    run: run.run,
    overrides: run.overrides && [...run.overrides],
    checkpointCount: run.checkpointCount,
    unreadableCount: run.unreadableCount,
    best: run.best && checkpointReport(run.best),
    last: run.last && checkpointReport(run.last),
    byteLength: run.byteLength,
    modified: timeText(run.modified),
  });
}

export function listRemarkReport({ kind, path, target, error }: ListRemark): PlainObject {
  return objectOf({
    kind: 'remark',
    version: 1,
    remark: kind,
    path,
    target,
    error: error && errorFacts(error),
  });
}

function summaryReport(checkpoint: CheckpointSummary): Record<string, Plain | undefined> {
  const { format, framework } = checkpoint;
  return {
    format: objectOf({ id: format.id, title: format.title, writer: format.writer }),
    framework:
      framework &&
      objectOf({ id: framework.id, title: framework.title, version: framework.version }),
    epoch: exactNumber(checkpoint.epoch),
    step: exactNumber(checkpoint.step),
    tensorCount: checkpoint.tensorCount,
    parameterCount: checkpoint.parameterCount,
    optimizers: [...checkpoint.optimizerTypes],
    lrs: checkpoint.lrs.map((value) => ({ kind: 'float' as const, value })),
    versions: new Map(checkpoint.versions),
    anomalies: [...checkpoint.anomalies],
  };
}

function scoreReport(listed: ListedCheckpoint): PlainObject | undefined {
  const score = scoreOf(listed);
  return score && objectOf({ name: score.name, mode: score.mode, value: floatOf(score.value) });
}

function nameReport({ epoch, step, metrics, version }: FileNameFacts): PlainObject | undefined {
  const said = objectOf({
    epoch,
    step,
    version,
    metrics:
      metrics.size === 0
        ? undefined
        : new Map(
            Array.from(metrics, ([name, { value }]) => [name, { kind: 'float' as const, value }]),
          ),
  });
  return said.size === 0 ? undefined : said;
}
