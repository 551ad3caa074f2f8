import type { CkptError } from '../errors.ts';
import { safeText } from '../model/python-repr.ts';
import { adviceFor } from './advice.ts';
import type { Host } from './host.ts';

/** One line of what was found and where, and a line of what to do where that is known. */
export function reportError(error: CkptError, file: string, host: Host): void {
  host.err(`ckpt: ${safeText(error.message)}\n`);
  const advice = adviceFor(error, file);
  if (advice !== undefined) host.err(`      ${safeText(advice)}\n`);
}
