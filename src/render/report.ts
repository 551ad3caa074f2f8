/** The report of `inspect` as plain data: schema/inspection.schema.json describes it. */
import type { CkptError } from '../errors.ts';
import type { Anomaly, GlobalName } from '../model/checkpoint.ts';
import type { Inspection } from '../operations/inspect.ts';
import { dtypeCounts } from '../operations/tensor-list.ts';
import { errorFacts, objectOf } from './plain-object.ts';
import { type Plain, type PlainObject, PlainTree } from './plain-tree.ts';
import { remarks } from './text/remarks.ts';
import { trainingReport } from './training-report.ts';

export interface ReportOptions {
  /** The list of tensors in place of the tree. */
  readonly tensors?: boolean | undefined;
  readonly depth?: number | undefined;
}

export function inspectionReport(
  report: Inspection,
  { tensors, depth }: ReportOptions = {},
): PlainObject {
  const { checkpoint, digests, weights, path, elements, part } = report;
  const { file, byteLength, format, metadata, extras, globals } = checkpoint;
  const tree = new PlainTree({ file, digests, sharing: report.sharing, depth });
  const plain: PlainObject = new Map<string, Plain>([
    ['kind', 'inspection'],
    ['version', report.version],
    ['file', file],
    ['byteLength', byteLength],
    [
      'format',
      objectOf({
        id: format.id,
        title: format.title,
        writer: format.writer,
        notes: [...(format.notes ?? [])],
      }),
    ],
    ['tensorCount', report.tensorCount],
    ['parameterCount', weights.parameterCount],
    ['weightsIn', [...weights.sections]],
    [
      'dtypes',
      new Map(
        dtypeCounts(report.tensors.map(({ tensor }) => tensor)).map(({ dtype, count }) => [
          dtype,
          count,
        ]),
      ),
    ],
    ['metadata', new Map(metadata)],
    ['globals', globals.map(globalOf)],
    ['remarks', report.anomalies.map(remarkOf)],
  ]);
  if (path !== '') plain.set('path', path);
  if (report.training !== undefined) plain.set('training', trainingReport(report.training, tree));
  if (tensors) {
    plain.set(
      'tensors',
      report.tensors.map(
        (listed) =>
          new Map<string, Plain>([
            ['path', listed.path],
            ['name', listed.name],
            ...tree.tensor(listed.tensor, listed.path),
          ]),
      ),
    );
  } else {
    plain.set('tree', tree.of(part, path));
    if (path === '' && extras.size > 0) {
      plain.set(
        'extras',
        new Map(Array.from(extras, ([name, value]) => [name, tree.of(value, name)])),
      );
    }
  }
  if (elements !== undefined)
    plain.set(
      'values',
      elements.values.map((value) => tree.of(value)),
    );
  return plain;
}

/** What stands in place of a report where a file could not be read. */
export function errorReport(file: string, error: CkptError): PlainObject {
  return objectOf({
    kind: 'error',
    version: 1,
    file,
    error: errorFacts(error),
  });
}

function globalOf({ name, written, place, entry }: GlobalName): PlainObject {
  return objectOf({ name, written, offset: place.offset, entry });
}

function remarkOf(anomaly: Anomaly): PlainObject {
  const { kind, place, data } = anomaly;
  return objectOf({
    kind,
    message: remarks([anomaly])[0],
    offset: place.offset,
    data: new Map(Object.entries(data)),
  });
}
