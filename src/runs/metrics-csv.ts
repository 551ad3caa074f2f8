/**
 * A table of metrics, as loggers write them: a header of names, then rows with gaps.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/fabric/loggers/csv_logs.py
 */
import { CsvDecoder } from '../decoders/csv.ts';
import type { Limits } from '../limits.ts';
import { MetricCollector } from './metric-collector.ts';
import type { Metric } from './run.ts';

/** Columns that say where a row stands, rather than how training goes. */
const STEPS: ReadonlySet<string> = new Set(['step', 'global_step', 'iteration']);
const EPOCHS: ReadonlySet<string> = new Set(['epoch']);

/** As Python writes floats: `1e-05`, `nan`, `-inf`. */
const NUMBER = /^[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|nan|inf(?:inity)?)$/i;

/** Longer text is no number that anybody logged. */
const LONGEST_NUMBER = 400;

/** Takes the bytes of a CSV file piece by piece. */
export class CsvMetrics {
  readonly #decoder: CsvDecoder;
  /** Not strict: in another encoding a name comes out damaged, and numbers do not. */
  readonly #text = new TextDecoder('utf-8');
  readonly #collector: MetricCollector;
  #names: readonly string[] = [];

  constructor(file: string, limits: Limits) {
    this.#decoder = new CsvDecoder({ file, rowLength: Math.min(limits.logRecordBytes, MOST_ROW) });
    this.#collector = new MetricCollector(file, limits);
  }

  push(bytes: Uint8Array): void {
    this.#rows(this.#decoder.push(this.#text.decode(bytes, { stream: true })));
  }

  end(): Metric[] {
    this.#rows(this.#decoder.push(this.#text.decode()));
    this.#rows(this.#decoder.end());
    return this.#collector.metrics();
  }

  #rows(rows: Iterable<readonly string[]>): void {
    for (const row of rows) {
      if (this.#names.length === 0 || isHeader(row)) this.#names = row.map((name) => name.trim());
      else this.#row(row);
    }
  }

  /** What has no name in the header is no metric. */
  #row(cells: readonly string[]): void {
    const values = cells.map(numberOf);
    const valueIn = (columns: ReadonlySet<string>) =>
      values[this.#names.findIndex((name) => columns.has(name))];
    const step = valueIn(STEPS);
    const epoch = valueIn(EPOCHS);
    for (const [index, name] of this.#names.entries()) {
      const value = values[index];
      if (value === undefined || name === '' || STEPS.has(name) || EPOCHS.has(name)) continue;
      this.#collector.add(name, { value, step, epoch });
    }
  }
}

/** Rows of a hundred thousand columns are shorter. */
const MOST_ROW = 4 * 2 ** 20;

/** A further header: older loggers write one where names are added, and resumed runs append theirs. */
function isHeader(cells: readonly string[]): boolean {
  return cells.some((cell) => STEPS.has(cell.trim()) || EPOCHS.has(cell.trim()));
}

function numberOf(cell: string): number | undefined {
  const text = cell.trim();
  if (text.length > LONGEST_NUMBER || !NUMBER.test(text)) return undefined;
  if (/n/i.test(text)) {
    if (/nan/i.test(text)) return Number.NaN;
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return Number(text);
}
