/** A checkpoint without its tensors: as data, or as a table for people. */
import { trainingStateOf } from '../../frameworks/index.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { editedCheckpoint } from '../../operations/convert/edit.ts';
import { inspect } from '../../operations/inspect.ts';
import { jsonText } from '../../render/json-text.ts';
import { type Plain, type PlainObject, PlainTree } from '../../render/plain-tree.ts';
import { inspectionReport } from '../../render/report.ts';
import { modelCard, tensorCsv, tensorRow } from '../../render/tensor-rows.ts';
import type { Request, Summary } from './convert-request.ts';
import { rendered } from './inspect-output.ts';

export async function summaryText(
  checkpoint: Checkpoint,
  { edits, conversion }: Request,
  form: Summary,
): Promise<string> {
  const changed = editedCheckpoint(checkpoint, edits);
  const { select, passes = () => true } = conversion;
  const report = await inspect(changed, {
    as: 'training',
    ...(select !== undefined && { path: select }),
    filter: ({ name }) => passes(name),
  });
  switch (form) {
    case 'csv':
      return tensorCsv(report);
    case 'ndjson':
      return report.tensors.map((tensor) => `${jsonText(tensorRow(tensor))}\n`).join('');
    case 'md':
      return modelCard(report, conversion.stem, hyperparametersOf(changed));
    case 'json':
    case 'yaml':
      return rendered(inspectionReport(report), form);
  }
}

/** Each hyperparameter of the model as text: JSON, where it is not text already. */
export function hyperparameterMetadata(checkpoint: Checkpoint): Map<string, string> {
  return new Map(
    Array.from(hyperparametersOf(checkpoint), ([name, value]) => [
      name,
      typeof value === 'string' ? value : jsonText(value),
    ]),
  );
}

function hyperparametersOf({ root, file }: Checkpoint): PlainObject {
  const tree = new PlainTree({ file });
  const all = new Map<string, Plain>();
  for (const { entries, of } of trainingStateOf(root)?.hyperparameters ?? []) {
    if (of === 'datamodule') continue;
    for (const [name, value] of entries) if (!all.has(name)) all.set(name, tree.of(value));
  }
  return all;
}
