import type { ByteSource } from '../bytes/source.ts';
import type { Limits } from '../limits.ts';
import { predictWeightsOnly, type WeightsOnlyVerdict } from '../loads/weights-only.ts';
import type { Checkpoint } from '../model/checkpoint.ts';

/** What people give to `torch.load`. */
const TORCH_FORMATS: ReadonlySet<string> = new Set([
  'pytorch',
  'pytorch-legacy',
  'pytorch-tar',
  'torchscript',
]);

/** Whether torch loads a file that was opened; `undefined` where nobody would try. */
export async function weightsOnlyEvidence(
  { format, anomalies }: Checkpoint,
  source: ByteSource,
  torch: string | undefined,
  limits: Limits,
): Promise<WeightsOnlyVerdict | undefined> {
  if (!TORCH_FORMATS.has(format.id)) return undefined;
  const isChecked = anomalies.length === 0;
  return predictWeightsOnly(source, { limits, isChecked, ...(torch !== undefined && { torch }) });
}
