import { jsonText } from '../../render/json-text.ts';
import type { Plain } from '../../render/plain-tree.ts';
import { columns } from '../../render/text/columns.ts';
import { rules } from '../../rules/index.ts';
import type { Rule } from '../../rules/rule.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { viewOf } from '../view.ts';
import type { RulesOptions } from './rules.ts';

export async function listRules({ format }: RulesOptions, host: Host): Promise<ExitCode> {
  if (format === 'json') {
    host.out(`${jsonText(rules.map(plainRule))}\n`);
    return 0;
  }
  const { palette, width } = await viewOf(host);
  const rows = rules.map(({ id, severity, summary }) => [id, severity, summary]);
  const lines = columns(rows, [{ paint: palette.strong }, {}, { paint: palette.dim }], width);
  host.out(`${lines.join('\n')}\n`);
  return 0;
}

/** Prints the page of a rule. Only ids that are listed lead to a file. */
export async function explainRule(id: string, host: Host): Promise<ExitCode> {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) {
    throw new UsageError(`there is no rule ${id}${suggestion(id)}: ckpt rules lists them`);
  }
  const page = await host.page(`rules/${rule.id}.md`);
  host.out(page ?? `# ${rule.id}\n\n${rule.summary}.\n`);
  return 0;
}

/** Rules of the same name in another category, or of the same category. */
function suggestion(id: string): string {
  const name = id.split('/').at(-1) ?? id;
  const alike = rules.filter((rule) => rule.id.endsWith(`/${name}`)).map((rule) => rule.id);
  return alike.length === 0 ? '' : ` (${alike.join(', ')}?)`;
}

function plainRule({ id, severity, summary, questions, needs, reads, about }: Rule): Plain {
  return new Map<string, Plain>([
    ['id', id],
    ['severity', severity],
    ['summary', summary],
    ['for', [...questions]],
    ['about', about],
    ['needs', [...needs]],
    ['reads', reads],
  ]);
}
