import type { ByteSource } from '../bytes/source.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { foreignError } from './foreign.ts';
import type { Format, OpenContext } from './format.ts';
import { probe } from './probe.ts';

/**
 * Opens a file with the first of `formats` that recognizes it. Throws an `UnknownFormatError` that
 * says what the file is where none does.
 */
export async function openWith(
  formats: readonly Format[],
  source: ByteSource,
  context: OpenContext,
): Promise<Checkpoint> {
  const probed = await probe(source, context);
  const format = formats.find((candidate) => candidate.recognizes(probed));
  if (format === undefined) throw await foreignError(probed);
  return format.open(probed, context);
}
