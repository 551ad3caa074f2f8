import type { ByteSource } from '../bytes/source.ts';
import { foreignError } from '../formats/foreign.ts';
import type { Format, OpenContext } from '../formats/format.ts';
import { formats as allFormats } from '../formats/index.ts';
import { probe } from '../formats/probe.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { Checkpoint } from '../model/checkpoint.ts';

export type OpenOptions = Partial<OpenContext> & {
  /** Formats to try, in order. */
  readonly formats?: readonly Format[];
};

/**
 * Opens a checkpoint: reads what describes its tensors, and none of their data. Throws an
 * `UnknownFormatError` that says what the file is, where it is no checkpoint.
 */
export async function open(source: ByteSource, options: OpenOptions = {}): Promise<Checkpoint> {
  const { formats = allFormats, limits = DEFAULT_LIMITS, ...rest } = options;
  const probed = await probe(source, limits);
  const format = formats.find((candidate) => candidate.recognizes(probed));
  if (format === undefined) throw await foreignError(probed);
  return format.open(probed, { limits, ...rest });
}
