import type { Limits } from '../../limits.ts';
import type { MetricChoice } from '../../operations/listing.ts';
import { COLUMN_NAMES, type ColumnName, isColumnName } from '../../render/listing-columns.ts';
import { UsageError } from '../command.ts';
import { limitsFrom } from '../limit-option.ts';
import type { LsOptions } from './ls-options.ts';

/** The options of `ls` as they are meant, checked. */
export interface LsRequest {
  readonly format: LsOptions['format'];
  readonly limits: Limits;
  readonly columns: readonly ColumnName[] | undefined;
  readonly metric: MetricChoice | undefined;
  readonly order: LsOptions['sort'];
  readonly isBest: boolean;
  readonly isOfRuns: boolean;
  readonly isHashed: boolean;
  /** Whether rows can be given before all are there. */
  readonly isStreamed: boolean;
}

/** Throws a `UsageError` where options do not go together. */
export function requestFrom(options: LsOptions): LsRequest {
  const { format, best, sort, runs = false, hash = false } = options;
  const isBest = best !== undefined && !runs;
  // A table is sorted in any case: it is not begun before all rows are there.
  const usual = isBest ? 'score' : format === 'text' ? 'name' : undefined;
  const order = sort ?? usual;
  return {
    format,
    limits: limitsFrom(options.limit ?? []),
    columns: columnsFrom(options),
    metric: typeof best === 'string' ? metricFrom(best) : undefined,
    order,
    isBest,
    isOfRuns: runs,
    isHashed: hash,
    isStreamed: order === undefined && !runs,
  };
}

/** `val_acc`, or `val_acc:max` where no checkpoint says which way it is better. */
function metricFrom(text: string): MetricChoice {
  const [, name, mode] = /^(.+):(min|max)$/.exec(text) ?? [];
  if (name === undefined) return { name: text };
  return { name, mode: mode === 'min' ? 'min' : 'max' };
}

function columnsFrom({ columns, format, runs }: LsOptions): readonly ColumnName[] | undefined {
  if (columns === undefined) return undefined;
  if (runs === true) throw new UsageError('--columns are of checkpoints: leave out --runs');
  if (format === 'json' || format === 'ndjson') {
    throw new UsageError(`--columns are of text and csv: ${format} has all of them`);
  }
  const names = columns.split(',').map((name) => name.trim());
  const known = names.filter(isColumnName);
  if (known.length === names.length) return known;
  const unknown = names.filter((name) => !isColumnName(name)).join(', ');
  throw new UsageError(
    `--columns: no column is called ${unknown}; there are ${COLUMN_NAMES.join(', ')}`,
  );
}
