import type { Limits } from '../../limits.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { PolicyError } from '../../operations/policy-file.ts';
import { readers } from '../../operations/readers.ts';
import { validatePaths } from '../../operations/validate-paths.ts';
import type { Validation, Verdict } from '../../operations/validation.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import { VERSION } from '../version.ts';
import { viewOf } from '../view.ts';
import { optionsFrom } from './validate-evidence.ts';
import type { ValidateCommandOptions } from './validate-options.ts';

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = { sound: 0, unsound: 1, undecided: 2 };

/** Asks every rule about what lies at each path, and says what came of it. */
export async function validateFiles(
  paths: readonly string[],
  options: ValidateCommandOptions,
  host: Host,
): Promise<ExitCode> {
  const limits: Limits = limitsFrom(options.limit ?? []);
  try {
    const asked = await optionsFrom(options, { host, limits, readers });
    const validation = await validatePaths(paths, host, {
      ...asked,
      ...(options.data && { readElements }),
      limits,
    });
    host.out(await output(validation, options, host));
    return EXIT_CODES[validation.verdict];
  } catch (error) {
    if (error instanceof PolicyError) throw new UsageError(error.message);
    throw error;
  }
}

/** What counts elements is loaded for those who ask. */
async function readElements(checkpoint: Checkpoint) {
  const { elementCountsIn } = await import('../../operations/element-counts.ts');
  return elementCountsIn(checkpoint);
}

/** What a form needs is loaded when it is asked for. */
async function output(
  validation: Validation,
  { format }: ValidateCommandOptions,
  host: Host,
): Promise<string> {
  switch (format) {
    case 'text': {
      const { validationText } = await import('../../render/text/validation.ts');
      return `${validationText(validation, await viewOf(host))}\n`;
    }
    case 'json': {
      const { validationReport } = await import('../../render/validation-report.ts');
      const { jsonText } = await import('../../render/json-text.ts');
      return `${jsonText(validationReport(validation))}\n`;
    }
    case 'sarif': {
      const { validationSarif } = await import('../../render/sarif.ts');
      return `${validationSarif(validation, { version: VERSION })}\n`;
    }
    case 'junit': {
      const { validationJunit } = await import('../../render/junit.ts');
      return `${validationJunit(validation)}\n`;
    }
    case 'github': {
      const { validationGithub } = await import('../../render/github.ts');
      const text = validationGithub(validation);
      return text === '' ? '' : `${text}\n`;
    }
  }
}
