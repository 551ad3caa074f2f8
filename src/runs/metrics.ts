import type { ByteSource } from '../bytes/source.ts';
import { checkLimit, type Limits } from '../limits.ts';
import type { Directory, DirectoryEntry } from './directory.ts';
import { CsvMetrics } from './metrics-csv.ts';
import { readEventMetrics } from './metrics-events.ts';
import { resultMetrics, trainerStateMetrics } from './metrics-json.ts';
import type { Metric, MetricSource } from './run.ts';

const CHUNK_BYTES = 2 ** 20;

type Reader = (source: ByteSource, limits: Limits) => Promise<Omit<MetricSource, 'path'>>;

/** By what is at the end of a name; `my_metrics.csv` is a table of metrics too. */
const READERS: readonly (readonly [name: RegExp, read: Reader])[] = [
  [/(?:^|[-_.])(?:metrics|progress|results|history|log)\.csv$/i, readCsv],
  [/(?:^|\.)tfevents\.\d/, readEvents],
  [/^trainer_state\.json$/, readJson(trainerStateMetrics)],
  [/^\w+_results\.json$/, readJson(resultMetrics)],
];

/**
 * The scalars that a file logged; `undefined` where its name is not that of a log. Memory is bounded
 * however long the file is. Throws what is wrong with the file; `path` is the entry’s name.
 */
export async function readMetricSource(
  directory: Directory,
  entry: DirectoryEntry,
  limits: Limits,
): Promise<MetricSource | undefined> {
  const read = READERS.find(([name]) => name.test(entry.name))?.[1];
  const isFile = entry.kind === 'file' || entry.link?.leadsTo === 'file';
  if (read === undefined || !isFile) return undefined;
  const file = await directory.open(entry.name);
  try {
    return { path: entry.name, ...(await read(file.source, limits)) };
  } finally {
    await file.close();
  }
}

async function readCsv(source: ByteSource, limits: Limits) {
  const metrics = new CsvMetrics(source.name, limits);
  for (let start = 0; start < source.byteLength; start += CHUNK_BYTES) {
    metrics.push(await source.read(start, Math.min(start + CHUNK_BYTES, source.byteLength)));
  }
  return { kind: 'csv' as const, metrics: metrics.end() };
}

async function readEvents(source: ByteSource, limits: Limits) {
  return { kind: 'events' as const, ...(await readEventMetrics(source, limits, CHUNK_BYTES)) };
}

function readJson(decode: (bytes: Uint8Array, file: string, limits: Limits) => Metric[]): Reader {
  return async (source, limits) => {
    const { name, byteLength } = source;
    checkLimit(limits, 'headerBytes', byteLength, 'bytes of JSON', { file: name });
    return { kind: 'json', metrics: decode(await source.read(0, byteLength), name, limits) };
  };
}
