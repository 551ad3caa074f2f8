/** The forms in which `ls` answers. What a form needs is loaded when it is asked for. */
import type { ListedCheckpoint, ListedRun, ListRemark } from '../../operations/listing.ts';
import type { PlainObject } from '../../render/plain-tree.ts';
import type { View } from '../../render/view.ts';
import type { Host } from '../host.ts';
import type { LsRequest } from './ls-request.ts';

/** Takes the answer in pieces. What was written is whole after `end`, whenever that comes. */
export interface ListingOutput {
  checkpoint(listed: ListedCheckpoint): void;
  run(run: ListedRun): void;
  /** `isWhole`: all that was asked for is there. */
  end(remarks: readonly ListRemark[], isWhole: boolean): void;
}

export async function listingOutput(
  request: LsRequest,
  host: Host,
  view: View,
): Promise<ListingOutput> {
  switch (request.format) {
    case 'text':
      return textOutput(request, host, view);
    case 'csv':
      return csvOutput(request, host);
    case 'json':
    case 'ndjson':
      return jsonOutput(request, host);
  }
}

/** Columns are as wide as their widest cell, so nothing is written before the end. */
async function textOutput(
  { columns, metric, isOfRuns }: LsRequest,
  host: Host,
  view: View,
): Promise<ListingOutput> {
  const { listingText } = await import('../../render/text/listing.ts');
  const { runListingText } = await import('../../render/text/run-listing.ts');
  const checkpoints: ListedCheckpoint[] = [];
  const runs: ListedRun[] = [];
  return {
    checkpoint: (listed) => void checkpoints.push(listed),
    run: (run) => void runs.push(run),
    end() {
      const options = { now: host.now(), metric: metric?.name, columns };
      const text = isOfRuns
        ? runListingText(runs, options, view)
        : listingText(checkpoints, options, view);
      host.out(`${text}\n`);
    },
  };
}

async function csvOutput(
  { columns, metric, isOfRuns }: LsRequest,
  host: Host,
): Promise<ListingOutput> {
  const csv = await import('../../render/listing-csv.ts');
  const names = columns ?? csv.CSV_COLUMNS;
  host.out(csv.csvRow(isOfRuns ? csv.CSV_RUN_COLUMNS : names));
  return {
    checkpoint: (listed) => host.out(csv.csvLine(listed, names)),
    run: (run) => host.out(csv.csvRunLine(run, metric?.name)),
    end: () => {},
  };
}

async function jsonOutput({ format, isOfRuns }: LsRequest, host: Host): Promise<ListingOutput> {
  const { jsonText } = await import('../../render/json-text.ts');
  const reports = await import('../../render/listing-report.ts');
  const isList = format === 'json';
  let count = 0;
  const row = (report: PlainObject) => {
    const text = jsonText(report);
    host.out(isList ? `${count === 0 ? '' : ','}${text}` : `${text}\n`);
    count += 1;
  };
  if (isList) {
    host.out(`{"kind":"listing","version":1,"${isOfRuns ? 'runs' : 'checkpoints'}":[`);
  }
  return {
    checkpoint: (listed) => row(reports.checkpointReport(listed)),
    run: (run) => row(reports.runReport(run)),
    end(remarks, isWhole) {
      const all = remarks.map(reports.listRemarkReport);
      if (isList) host.out(`],"remarks":${jsonText(all)},"isWhole":${isWhole}}\n`);
      else for (const remark of all) row(remark);
    },
  };
}
