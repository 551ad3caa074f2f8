/** The forms in which `diff` answers. */
import type { Difference } from '../../operations/diff/difference.ts';
import { differenceMarkdown } from '../../render/diff/markdown.ts';
import { differenceReport } from '../../render/diff/report.ts';
import { statText } from '../../render/diff/stat.ts';
import { differenceText } from '../../render/diff/text.ts';
import { jsonText } from '../../render/json-text.ts';
import type { Host } from '../host.ts';
import { viewOf } from '../view.ts';
import type { DiffRequest } from './diff-request.ts';

/** The answer, in pieces. */
export async function differenceOutput(
  difference: Difference,
  { format, all }: DiffRequest,
  host: Host,
): Promise<string[]> {
  switch (format) {
    case 'quiet':
      return [];
    case 'stat':
      return [`${statText(difference)}\n`];
    case 'json':
      return [`${jsonText(differenceReport(difference))}\n`];
    case 'markdown':
      return [`${differenceMarkdown(difference, all)}\n`];
    case 'text':
      return [`${differenceText(difference, { all }, await viewOf(host))}\n`];
  }
}
