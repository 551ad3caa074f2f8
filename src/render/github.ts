/**
 * The report of `validate` as annotations of GitHub Actions.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import { safeText } from '../model/python-repr.ts';
import type { Validation } from '../operations/validation.ts';
import type { Finding } from '../rules/rule.ts';

/**
 * A line for each error and warning: what is only worth knowing would hide them on a pull request. What a
 * file says must not become a command of its own.
 */
export function validationGithub({ findings }: Validation): string {
  return findings
    .filter(({ severity }) => severity !== 'note')
    .map(annotation)
    .join('\n');
}

function annotation({
  severity,
  file,
  rule,
  path,
  message,
  details = [],
  cure,
  paste = [],
}: Finding): string {
  const at = path === undefined ? '' : ` (${path})`;
  const lines = [
    `${message}${at}`,
    ...details,
    ...(cure === undefined ? [] : [`cure: ${cure}`]),
    ...paste,
  ].map(safeText);
  const properties = `file=${property(safeText(file))},title=${property(rule)}`;
  return `::${severity} ${properties}::${data(lines.join('\n'))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
