import { type Found, findCheckpoints } from '../../operations/find.ts';
import { sortedCheckpoints } from '../../operations/list-order.ts';
import { bestOfRuns, byRun, runsOf } from '../../operations/list-runs.ts';
import type { ListedCheckpoint } from '../../operations/listing.ts';
import { count, number } from '../../render/text/units.ts';
import { isUnanswered } from '../../runs/unanswered.ts';
import { globFilter } from '../glob.ts';
import type { ExitCode, Host } from '../host.ts';
import { Interruption } from '../interruption.ts';
import { viewOf } from '../view.ts';
import { reportRemark, requireScores } from './ls-messages.ts';
import type { LsOptions } from './ls-options.ts';
import { listingOutput } from './ls-output.ts';
import { Reading } from './ls-reading.ts';
import { type LsRequest, requestFrom } from './ls-request.ts';

/** Lists the checkpoints below some paths. What cannot be looked at does not keep the rest from it. */
export async function listPaths(
  paths: readonly string[],
  options: LsOptions,
  host: Host,
): Promise<ExitCode> {
  const request = requestFrom(options);
  const interruption = new Interruption(host);
  const { isInterrupted, turn } = interruption;
  try {
    const found = await findCheckpoints(
      paths.map((path) => ({ path, directory: host.directory(path) })),
      {
        context: { limits: request.limits },
        passes: globFilter(options.filter ?? []),
        isInterrupted,
        turn,
      },
    );
    const reading = new Reading(found, request, interruption, host);
    if (request.isStreamed) await stream(reading, found, request, host);
    else await arrange(reading, found, request, host);
    for (const remark of found.remarks) reportRemark(remark, host);
    if (isInterrupted()) {
      const total = count(reading.total, 'checkpoint');
      host.err(`ckpt: interrupted: ${number(reading.done)} of ${total} were read\n`);
      return 130;
    }
    const isAnswered = found.remarks.every(({ error }) => !isUnanswered(error));
    return isAnswered && reading.isAnswered ? 0 : 2;
  } finally {
    interruption.end();
  }
}

/** Gives rows as they come. */
async function stream(
  reading: Reading,
  { remarks }: Found,
  request: LsRequest,
  host: Host,
): Promise<void> {
  const output = await listingOutput(request, host, await viewOf(host));
  for await (const listed of reading.rows()) output.checkpoint(listed);
  output.end(remarks, reading.isWhole);
}

/** Gives rows when all are there: sorted, chosen, or as the lines of a table. */
async function arrange(
  reading: Reading,
  { remarks }: Found,
  request: LsRequest,
  host: Host,
): Promise<void> {
  const { order, metric, isBest, isOfRuns } = request;
  const all: ListedCheckpoint[] = [];
  for await (const listed of reading.rows()) all.push(listed);
  requireScores(all, metric);
  const chosen = isBest ? bestOfRuns(all, metric) : all;
  const sorted = order === undefined ? chosen : sortedCheckpoints(chosen, order, metric);
  const output = await listingOutput(request, host, await viewOf(host));
  if (isOfRuns) {
    for (const run of runsOf(sorted, order, metric)) output.run(run);
  } else {
    for (const listed of sorted) output.checkpoint(listed);
  }
  output.end(remarks, reading.isWhole);
  if (isBest) sayWithoutBest(byRun(all).size, chosen.length, host);
}

function sayWithoutBest(runs: number, bests: number, host: Host): void {
  if (bests < runs) {
    host.err(`ckpt: ${count(runs - bests, 'run')} of ${number(runs)} without a best checkpoint\n`);
  }
}
