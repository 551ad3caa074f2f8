import { CkptError, SourceError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import type { Policy } from '../../operations/policy.ts';
import { type Scan, scanPaths } from '../../operations/scan-paths.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { InterruptedError, interruptible } from '../interruptible.ts';
import { Interruption } from '../interruption.ts';
import { limitsFrom } from '../limit-option.ts';
import { VERSION } from '../version.ts';
import { viewOf } from '../view.ts';
import type { ScanCommandOptions } from './scan-options.ts';

const EXIT_CODES: Readonly<Record<Scan['verdict'], ExitCode>> = {
  passed: 0,
  failed: 1,
  incomplete: 2,
};
/** Read where nobody names another. */
const USUAL_POLICY = 'ckpt.yaml';

/** Looks through what lies at each path, and says what loading it would do. */
export async function scanFiles(
  paths: readonly string[],
  options: ScanCommandOptions,
  host: Host,
): Promise<ExitCode> {
  const { allow, checksums, failOn, torch } = options;
  const limits = limitsFrom(options.limit ?? []);
  const policy = await policyOf(options, host, limits);
  const interruption = new Interruption(host);
  try {
    const scan = await scanPaths(paths, interruptible(host, interruption), {
      limits,
      failOn,
      ...(policy !== undefined && { policy }),
      ...(allow !== undefined && { allowed: allow }),
      ...(checksums !== undefined && { checksums }),
      ...(torch !== undefined && { torch }),
    });
    host.out(await output(scan, options, host));
    return EXIT_CODES[scan.verdict];
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    host.err('ckpt: interrupted\n');
    return 130;
  } finally {
    interruption.end();
  }
}

/** Reading a policy takes more than scanning a file, so it is loaded where there is one. */
async function policyOf(
  { policy }: ScanCommandOptions,
  host: Host,
  limits: Limits,
): Promise<Policy | undefined> {
  if (policy === undefined && !(await isThere(USUAL_POLICY, host))) return undefined;
  const { policyAt } = await import('../validation.ts');
  return policyAt(policy, host, limits);
}

async function isThere(path: string, host: Host): Promise<boolean> {
  try {
    await (await host.open(path)).close();
    return true;
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'no-such-file') return false;
    if (error instanceof CkptError) throw new UsageError(`the policy: ${error.message}`);
    throw error;
  }
}

/** What a form needs is loaded when it is asked for. */
async function output(scan: Scan, { format }: ScanCommandOptions, host: Host): Promise<string> {
  switch (format) {
    case 'text': {
      const { scanText } = await import('../../render/text/scan.ts');
      return `${scanText(scan, await viewOf(host))}\n`;
    }
    case 'json': {
      const { scanReport } = await import('../../render/scan-report.ts');
      const { jsonText } = await import('../../render/json-text.ts');
      return `${jsonText(scanReport(scan))}\n`;
    }
    case 'sarif': {
      const { validationSarif } = await import('../validation.ts');
      const { findings, suppressed, unread, files } = scan;
      const undecided = [
        ...unread.map(({ path }) => path),
        ...files.filter(({ isIncomplete }) => isIncomplete).map(({ file }) => file),
      ];
      const reasons = new Map(unread.map(({ path, why }) => [path, why]));
      const reported = { findings, suppressed, undecided, reasons };
      return `${validationSarif(reported, { version: VERSION, command: 'scan' })}\n`;
    }
  }
}
