import { CkptError } from '../../errors.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { safeText } from '../../model/python-repr.ts';
import { elementCount } from '../../model/value.ts';
import { type Inspection, inspect, PathError } from '../../operations/inspect.ts';
import { byteLengthOfTensor, type ListedTensor } from '../../operations/tensor-list.ts';
import { withCheckpoint } from '../../operations/with-checkpoint.ts';
import type { View } from '../../render/view.ts';
import { UsageError } from '../command.ts';
import { globFilter } from '../glob.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import { Progress } from '../progress.ts';
import { reportError } from '../report-error.ts';
import { viewOf } from '../view.ts';
import { type InspectOptions, isList, type SORTS } from './inspect-options.ts';
import { errorText, inspectionOutput } from './inspect-output.ts';

/** Shows each file in turn; one that cannot be read does not keep the others from being shown. */
export async function inspectFiles(
  files: readonly string[],
  options: InspectOptions,
  host: Host,
): Promise<ExitCode> {
  checkOptions(options);
  const view = await viewOf(host);
  let exitCode: ExitCode = 0;
  for (const [index, file] of files.entries()) {
    try {
      if (index > 0 && options.format === 'text') host.out('\n');
      if ((await inspectPath(file, options, view, host)) !== 0) exitCode = 2;
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      exitCode = 2;
      const text = await errorText(file, error, options.format);
      if (text !== undefined) host.out(text);
      reportError(error, file, host);
    }
  }
  return exitCode;
}

function checkOptions(options: InspectOptions): void {
  const { values, path, format, section } = options;
  if (values !== undefined && path === undefined) {
    throw new UsageError(
      '--values shows a tensor’s elements: say which with --path, as in --path \'state_dict["mu.bias"]\'',
    );
  }
  if (section !== undefined && (path !== undefined || isList(options) || format === 'typed-json')) {
    throw new UsageError(
      '--section shows a part of the training state as text, json or yaml: leave the rest out',
    );
  }
  if (format === 'typed-json' && isList(options)) {
    throw new UsageError('typed-json is of trees: for a list of tensors take --format json');
  }
}

/** A file as a checkpoint, a folder as a run. */
async function inspectPath(
  path: string,
  options: InspectOptions,
  view: View,
  host: Host,
): Promise<ExitCode> {
  try {
    const { anomalies } = await inspectFile(path, options, view, host);
    return anomalies.some(({ kind }) => kind === 'unreadable-tensor') ? 2 : 0;
  } catch (error) {
    if (!(error instanceof CkptError) || error.kind !== 'directory') throw error;
    const { inspectRun } = await import('../folders.ts');
    return await inspectRun(path, options, view, host);
  }
}

async function inspectFile(
  file: string,
  options: InspectOptions,
  view: View,
  host: Host,
): Promise<Inspection> {
  const limits = limitsFrom(options.limit ?? []);
  const salvage = options.salvage === true;
  const report = await withCheckpoint(file, host, { limits, salvage }, (checkpoint) =>
    inspectCheckpoint(checkpoint, options, view, host),
  );
  for (const text of await inspectionOutput(report, options, view)) host.out(text);
  return report;
}

async function inspectCheckpoint(
  checkpoint: Checkpoint,
  options: InspectOptions,
  view: View,
  host: Host,
): Promise<Inspection> {
  const { path, depth, all, filter, values, hash, sort } = options;
  const passes = globFilter(filter ?? []);
  const progress = hash ? new Progress(host, 'hashing', checkpoint.byteLength) : undefined;
  try {
    const report = await inspect(checkpoint, {
      as: viewFor(options),
      ...(path !== undefined && { path }),
      ...(depth !== undefined && { depth }),
      ...(all !== undefined && { all }),
      ...(values !== undefined && { values }),
      ...(view.height !== undefined && { lines: Math.max(12, view.height - 8) }),
      ...(progress && { sha256: await host.hasher(), onBytes: progress.add }),
      filter: ({ path: full, name }) => passes([full, name]),
    });
    return sort === undefined ? report : { ...report, tensors: sorted(report.tensors, sort) };
  } catch (error) {
    if (error instanceof PathError) throw new UsageError(pathMessage(error));
    throw error;
  } finally {
    progress?.end();
  }
}

/** Whether the arrangement of the file is asked for, or what it means. */
function viewFor(options: InspectOptions): 'tree' | 'page' | 'training' {
  const { path, depth, all, hash, format, section } = options;
  if (format === 'typed-json' || path !== undefined) return 'tree';
  if (format !== 'text' || section !== undefined) return 'training';
  return isList(options) || hash === true || all === true || depth !== undefined ? 'tree' : 'page';
}

function sorted(
  tensors: readonly ListedTensor[],
  sort: (typeof SORTS)[number],
): readonly ListedTensor[] {
  // layers.2 before layers.10
  const natural = new Intl.Collator('en', { numeric: true });
  const orders = {
    name: (a, b) => natural.compare(a.path, b.path),
    size: (a, b) => byteLengthOfTensor(b.tensor) - byteLengthOfTensor(a.tensor),
    shape: (a, b) => elementCount(b.tensor) - elementCount(a.tensor),
    dtype: (a, b) => natural.compare(a.tensor.dtype, b.tensor.dtype),
  } satisfies Record<string, (a: ListedTensor, b: ListedTensor) => number>;
  return [...tensors].sort(orders[sort]);
}

const MOST_CHOICES = 12;

/** Says where a path ends and what could follow there. */
function pathMessage({ message, deadEnd }: PathError): string {
  const choices = deadEnd.choices.slice(0, MOST_CHOICES).map(safeText).join(', ');
  const more = deadEnd.choices.length > MOST_CHOICES ? ', …' : '';
  const what = choices === '' ? 'it has no parts' : `it has ${choices}${more}`;
  return `--path: ${safeText(message)}; ${what}`;
}
