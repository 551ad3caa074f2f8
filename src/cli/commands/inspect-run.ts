import type { View } from '../../render/view.ts';
import { readRun } from '../../runs/index.ts';
import { unansweredIn } from '../../runs/unanswered.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import { reportError } from '../report-error.ts';
import type { InspectOptions } from './inspect-options.ts';
import { rendered } from './inspect-output.ts';

/** Shows a folder as a run; 2 where not all of it could be had. Throws a `SourceError` where it cannot be listed. */
export async function inspectRun(
  path: string,
  options: InspectOptions,
  view: View,
  host: Host,
): Promise<ExitCode> {
  const { format, all, limit } = options;
  checkOptions(options);
  const run = await readRun(host.directory(path), { limits: limitsFrom(limit ?? []) });
  if (format === 'text') {
    const { runText } = await import('../../render/text/run/index.ts');
    host.out(`${runText(run, { now: host.now(), all: all === true }, view)}\n`);
  } else {
    const { runInspectionReport } = await import('../../render/run-report.ts');
    host.out(await rendered(runInspectionReport(run), format === 'yaml' ? 'yaml' : 'json'));
  }
  const unanswered = unansweredIn(run);
  for (const error of unanswered) reportError(error, error.place.file, host);
  return unanswered.length > 0 ? 2 : 0;
}

/** Options that are about one checkpoint. */
const OF_FILES = [
  'tensors',
  'sort',
  'filter',
  'path',
  'section',
  'depth',
  'values',
  'hash',
  'salvage',
] as const;

function checkOptions(options: InspectOptions): void {
  const asked = OF_FILES.find((name) => options[name] !== undefined);
  if (asked !== undefined) {
    throw new UsageError(`--${asked} is of checkpoints, and this is a folder: name a file in it`);
  }
  if (options.format === 'typed-json') {
    throw new UsageError('typed-json is of checkpoints: for a folder take --format json');
  }
}
