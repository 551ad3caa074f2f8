import { CkptError, isContentError } from '../../errors.ts';
import { safeText } from '../../model/python-repr.ts';
import { compareSides } from '../../operations/diff/index.ts';
import { digestsOf } from '../../operations/digest.ts';
import { PathError } from '../../operations/inspect.ts';
import { textconvLines } from '../../render/diff/textconv.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import { reportError } from '../report-error.ts';
import { Targets } from './diff-targets.ts';
import type { TextconvOptions } from './textconv-options.ts';

/**
 * Prints a checkpoint as lines that stay the same as long as what they say does. git shows nothing
 * at all where a program fails, so a file that is no checkpoint is a line that says so.
 */
export async function textconvFile(
  file: string,
  { hash, limit }: TextconvOptions,
  host: Host,
): Promise<ExitCode> {
  const targets = new Targets(host, limitsFrom(limit ?? []));
  try {
    const { side } = await targets.open(file);
    if (side === undefined) throw new UsageError(`${file} is a folder without a checkpoint`);
    const { sections } = compareSides(side, side, { all: true });
    const tensors = sections.flatMap(({ pairs }) => pairs.map(({ left }) => left.tensor));
    const anomalies = [...side.anomalies];
    const digests = hash ? await digestsOf(tensors, await host.hasher(), { anomalies }) : new Map();
    await targets.check();
    host.out(textconvLines(side, sections, digests, anomalies));
    return 0;
  } catch (error) {
    if (error instanceof PathError) throw new UsageError(`${file}: ${error.message}`);
    if (isContentError(error)) {
      host.out(`unreadable: ${safeText(error.finding)}\n`);
      return 0;
    }
    if (!(error instanceof CkptError)) throw error;
    reportError(error, file, host);
    return 2;
  } finally {
    await targets.close();
  }
}
