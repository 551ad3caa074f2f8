/** The forms in which `inspect` answers. What a form needs is loaded when it is asked for. */
import type { CkptError } from '../../errors.ts';
import type { Inspection } from '../../operations/inspect.ts';
import type { View } from '../../render/view.ts';
import { type InspectOptions, isList } from './inspect-options.ts';

/** The answer, in pieces. */
export async function inspectionOutput(
  report: Inspection,
  options: InspectOptions,
  view: View,
): Promise<string[]> {
  const { format, hash, depth, section } = options;
  if (section !== undefined) {
    const { sectionOutput } = await import('./section-output.ts');
    return [await sectionOutput(report, section, format, view)];
  }
  const tensors = isList(options);
  switch (format) {
    case 'json':
    case 'yaml': {
      const { inspectionReport } = await import('../../render/report.ts');
      const plain = inspectionReport(report, { tensors, depth });
      return [await rendered(plain, format)];
    }
    case 'typed-json': {
      const { typedJsonText } = await import('../../render/typed-json.ts');
      return [`${typedJsonText(report)}\n`];
    }
    case 'text': {
      const { inspectionText } = await import('../../render/text/inspection.ts');
      if (!tensors && !hash) return [`${inspectionText(report, view)}\n`];
      const { digestText, tensorTableText } = await import('../../render/text/tensor-table.ts');
      return [`${hash ? digestText(report) : tensorTableText(report, view)}\n`];
    }
  }
}

/** What stands for a file that could not be read, in the forms made for programs. */
export async function errorText(
  file: string,
  error: CkptError,
  format: InspectOptions['format'],
): Promise<string | undefined> {
  if (format === 'text') return undefined;
  const { errorReport } = await import('../../render/report.ts');
  return rendered(errorReport(file, error), format === 'yaml' ? 'yaml' : 'json');
}

/** Plain data, a document of it. */
export async function rendered(
  plain: Parameters<typeof import('../../render/json-text.ts')['jsonText']>[0],
  format: 'json' | 'yaml',
): Promise<string> {
  if (format === 'yaml')
    return `---\n${(await import('../../render/yaml-text.ts')).yamlText(plain)}`;
  return `${(await import('../../render/json-text.ts')).jsonText(plain)}\n`;
}
