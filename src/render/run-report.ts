/** A run as plain data: the `run-inspection` of schema/inspection.schema.json. */
import type { Metric, MetricPoint, Run, RunJob } from '../runs/run.ts';
import { exactNumber, floatOf } from './listing-columns.ts';
import { checkpointReport } from './listing-report.ts';
import { errorFacts, objectOf } from './plain-object.ts';
import { type Plain, type PlainObject, PlainTree } from './plain-tree.ts';
import { runRemarks } from './text/run-remarks.ts';

export function runInspectionReport(run: Run): PlainObject {
  const tree = new PlainTree({ file: run.path });
  const { best, last, metrics, logs, remarks } = run;
  return objectOf({
    kind: 'run-inspection',
    version: 1,
    path: run.path,
    run: run.kind,
    title: run.title,
    facts: new Map(Array.from(run.facts, ([name, value]) => [name, tree.of(value)])),
    configs: run.configs.map(({ path, title, value }) =>
      objectOf({ path, title, value: value === undefined ? undefined : tree.of(value) }),
    ),
    overrides: [...run.overrides],
    checkpoints: checkpointsOf(run),
    best:
      best &&
      objectOf({
        path: best.path,
        recorded: best.recorded,
        metric: best.metric,
        mode: best.mode,
        score: floatOf(best.score),
        epoch: exactNumber(best.epoch),
      }),
    last,
    metrics: metrics.map((source) =>
      objectOf({
        path: source.path,
        source: source.kind,
        metrics: source.metrics.map(metricReport),
        damage: source.damage && errorFacts(source.damage),
      }),
    ),
    logs: logs.map(({ path, byteLength, error }) => objectOf({ path, byteLength, error })),
    jobs: run.jobs.map(jobReport),
    remarks: remarks.map((remark) =>
      objectOf({
        kind: remark.kind,
        path: remark.path,
        message: runRemarks([remark])[0],
        data: new Map(Object.entries(remark.data)),
      }),
    ),
  });
}

function checkpointsOf({ checkpoints }: Pick<Run, 'checkpoints'>): Plain[] {
  return checkpoints.map((file) =>
    checkpointReport({ path: file.path, run: '.', file, fileCount: 1 }),
  );
}

function jobReport(job: RunJob): PlainObject {
  const { number, path, overrides, error } = job;
  return objectOf({
    number,
    path,
    overrides: [...overrides],
    checkpoints: checkpointsOf(job),
    error,
  });
}

function metricReport({ name, count, last, lowest, highest }: Metric): PlainObject {
  return objectOf({
    name,
    count,
    last: pointReport(last),
    lowest: pointReport(lowest),
    highest: pointReport(highest),
  });
}

function pointReport({ value, step, epoch }: MetricPoint): PlainObject {
  return objectOf({ value: floatOf(value), step: exactNumber(step), epoch: exactNumber(epoch) });
}
