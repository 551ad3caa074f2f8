import type { ModuleStats } from '../../operations/stats/modules.ts';
import type { TensorStats } from '../../operations/stats/stats.ts';
import { jsonText } from '../../render/json-text.ts';
import { csvRow } from '../../render/listing-csv.ts';
import { objectOf } from '../../render/plain-object.ts';
import { csvStatsLine, STATS_COLUMNS } from '../../render/stats-csv.ts';
import { moduleStatsReport, tensorStatsReport } from '../../render/stats-report.ts';
import { findingsText, moduleTableText, statsTableText } from '../../render/text/stats-table.ts';
import type { View } from '../../render/view.ts';
import type { StatsOptions } from './stats-options.ts';

export interface StatsAnswer {
  readonly file: string;
  readonly rows: readonly TensorStats[];
  /** Where modules are asked for. */
  readonly modules?: readonly ModuleStats[];
  /** False where it was interrupted. */
  readonly isWhole: boolean;
}

export function* statsOutput(
  answer: StatsAnswer,
  format: StatsOptions['format'],
  view: View,
): Generator<string> {
  const { file, rows, modules, isWhole } = answer;
  if (format === 'csv') {
    yield csvRow(STATS_COLUMNS);
    for (const row of rows) yield csvStatsLine(row);
  } else if (format === 'json') {
    const report = objectOf({
      kind: 'stats',
      version: 1,
      file,
      isWhole,
      modules: modules?.map(moduleStatsReport),
      tensors: rows.map(tensorStatsReport),
    });
    yield `${jsonText(report)}\n`;
  } else if (rows.length === 0) yield 'no tensors\n';
  else {
    yield `${modules === undefined ? statsTableText(rows, view) : moduleTableText(modules, view)}\n`;
    const findings = findingsText(rows, view);
    if (findings !== undefined) yield `\n${findings}\n`;
  }
}
