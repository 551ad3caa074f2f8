import type { ByteSource } from '../bytes/source.ts';
import type { Format, OpenContext } from '../formats/format.ts';
import { formats as allFormats } from '../formats/index.ts';
import { withOddName } from '../formats/odd-name.ts';
import { openWith } from '../formats/open-with.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { Checkpoint } from '../model/checkpoint.ts';

export type OpenOptions = Partial<OpenContext> & {
  /** Formats to try, in order. */
  readonly formats?: readonly Format[];
};

/**
 * Opens a checkpoint: reads what describes its tensors, and none of their data.
 *
 * Throws an `UnknownFormatError` that says what the file is where it is no checkpoint, a
 * `MalformedError` where no tree can be built of it, a `LimitError` where it asks for more than
 * `limits` grant, and what `source` throws.
 */
export async function open(source: ByteSource, options: OpenOptions = {}): Promise<Checkpoint> {
  const { formats = allFormats, limits = DEFAULT_LIMITS, ...rest } = options;
  return withOddName(await openWith(formats, source, { limits, ...rest }), formats);
}
