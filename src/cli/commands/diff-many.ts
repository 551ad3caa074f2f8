import { CkptError } from '../../errors.ts';
import { type Column, comparisonOf } from '../../operations/diff/comparison.ts';
import {
  comparisonMarkdown,
  comparisonReport,
  comparisonText,
} from '../../render/diff/comparison.ts';
import { jsonText } from '../../render/json-text.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { reportError } from '../report-error.ts';
import { viewOf } from '../view.ts';
import { factsOf, openAll, reportUnanswered } from './diff-paths.ts';
import type { DiffRequest } from './diff-request.ts';
import { type Target, Targets } from './diff-targets.ts';

/** A table of what several checkpoints or runs are. What cannot be read is left out, and said. */
export async function compareMany(
  paths: readonly string[],
  request: DiffRequest,
  host: Host,
): Promise<ExitCode> {
  if (request.values === 'all') {
    throw new UsageError('--values compares two checkpoints: name two of them');
  }
  const targets = new Targets(host, request.limits);
  try {
    const asked = paths.map((path) => ({ path }));
    const opened = (await openAll(targets, asked, host)).filter((one) => one !== undefined);
    const comparison = comparisonOf(opened.map(columnOf), request);
    await targets.check();
    const { all, format } = request;
    if (format === 'json') host.out(`${jsonText(comparisonReport(comparison))}\n`);
    else if (format === 'markdown') host.out(`${comparisonMarkdown(comparison, all)}\n`);
    else if (format === 'text')
      host.out(`${comparisonText(comparison, all, await viewOf(host))}\n`);
    else if (format === 'stat') {
      const differing = comparison.rows.filter(({ agrees }) => !agrees).length;
      host.out(`${differing} of ${comparison.rows.length} rows differ\n`);
    }
    if (reportUnanswered(opened, host) || opened.length < paths.length) return 2;
    return comparison.rows.every(({ agrees }) => agrees) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    reportError(error, error.place.file, host);
    return 2;
  } finally {
    await targets.close();
  }
}

function columnOf(target: Target): Column {
  const { run, side } = target;
  return {
    facts: factsOf(target),
    ...(run && { run }),
    ...(side && { state: side.state, scalars: side.scalars }),
  };
}
