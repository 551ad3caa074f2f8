import { loadKernels } from '../../kernels/wasm.ts';
import type { Anomaly, Checkpoint } from '../../model/checkpoint.ts';
import { lostShards } from '../../operations/listing.ts';
import { moduleStats } from '../../operations/stats/modules.ts';
import { sortedStats } from '../../operations/stats/order.ts';
import { statsOf, type TensorStats } from '../../operations/stats/stats.ts';
import { byteLengthOfTensor, tensorsOf } from '../../operations/tensor-list.ts';
import { isOnlyParts, partsOf } from '../../operations/tensor-parts.ts';
import { withCheckpoint } from '../../operations/with-checkpoint.ts';
import { remarks } from '../../render/text/remarks.ts';
import { number } from '../../render/text/units.ts';
import { UsageError } from '../command.ts';
import { globFilter } from '../glob.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import { viewOf } from '../view.ts';
import { reporting, withWatch } from '../with-watch.ts';
import type { StatsOptions } from './stats-options.ts';
import { statsOutput } from './stats-output.ts';

/** Numbers about every tensor of a checkpoint. */
export async function statsFile(
  file: string,
  options: StatsOptions,
  host: Host,
): Promise<ExitCode> {
  if (options.modules !== undefined && options.format === 'csv') {
    throw new UsageError('--format csv is of tensors: modules come as text or json');
  }
  const limits = limitsFrom(options.limit ?? []);
  return reporting(file, host, async () => {
    const numbers = await withCheckpoint(file, host, { limits }, (checkpoint) =>
      numbersOf(checkpoint, options, host),
    );
    return answer(numbers, file, options, host);
  });
}

interface Numbers {
  readonly rows: readonly TensorStats[];
  /** How many tensors there are, read or not. */
  readonly total: number;
  readonly anomalies: readonly Anomaly[];
}

/** Fewer bytes are reduced before a worker has started. */
const LEAST_BYTES = 2 ** 25;

async function numbersOf(
  checkpoint: Checkpoint,
  options: StatsOptions,
  host: Host,
): Promise<Numbers> {
  const passes = globFilter(options.filter ?? []);
  const listed = tensorsOf(checkpoint.root)
    .filter(({ path, name }) => passes([path, name]))
    .flatMap((tensor) => (isOnlyParts(tensor) ? partsOf(tensor) : [tensor]));
  const total = listed.reduce((sum, { tensor }) => sum + byteLengthOfTensor(tensor), 0);
  const anomalies = lostShards(checkpoint.anomalies);
  const rows: TensorStats[] = [];
  const workers = total < LEAST_BYTES ? undefined : await host.reduceWorkers?.();
  // What is still to be done is left undone at once.
  const stopListening = host.onInterrupt(() => void workers?.end());
  try {
    const kernels = await loadKernels();
    await withWatch(host, 'reading', total, async (watch) => {
      const context = { kernels, workers, anomalies, ...watch };
      for await (const stats of statsOf(listed, context)) rows.push(stats);
    });
  } finally {
    stopListening();
    await workers?.end();
  }
  return { rows, total: listed.length, anomalies };
}

async function answer(
  { rows, total, anomalies }: Numbers,
  file: string,
  options: StatsOptions,
  host: Host,
): Promise<ExitCode> {
  const isWhole = rows.length === total;
  const { modules, sort, format } = options;
  const depth = modules === true ? Number.POSITIVE_INFINITY : modules;
  const report = {
    file,
    isWhole,
    rows: sort === undefined ? rows : sortedStats(rows, sort),
    ...(depth !== undefined && { modules: moduleStats(rows, depth) }),
  };
  for (const text of statsOutput(report, format, await viewOf(host))) host.out(text);
  for (const remark of remarks(anomalies)) host.err(`ckpt: ${remark}\n`);
  if (!isWhole) {
    host.err(`ckpt: interrupted: ${number(rows.length)} of ${number(total)} tensors were read\n`);
    return 130;
  }
  return anomalies.length > 0 ? 2 : 0;
}
