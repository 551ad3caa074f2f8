import type { ByteSource } from '../bytes/source.ts';
import { hasZipSignature } from '../containers/zip.ts';
import { MalformedError } from '../errors.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { foreignError } from './foreign.ts';
import type { Format, OpenContext } from './format.ts';
import { firstBytes, probe } from './probe.ts';
import { explained } from './text-mode.ts';

/**
 * Opens a file with the first of `formats` that recognizes it. Throws an `UnknownFormatError` that
 * says what the file is where none does.
 */
export async function openWith(
  formats: readonly Format[],
  source: ByteSource,
  context: OpenContext,
): Promise<Checkpoint> {
  try {
    const probed = await probe(source, context);
    const format = formats.find((candidate) => candidate.recognizes(probed));
    if (format === undefined) throw await foreignError(probed);
    return await format.open(probed, context);
  } catch (error) {
    const isZip = error instanceof MalformedError && hasZipSignature(await firstBytes(source, 4));
    throw isZip ? await explained(error, source) : error;
  }
}
