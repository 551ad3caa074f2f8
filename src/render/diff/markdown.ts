/** A difference as Markdown, for a comment below a pull request. */
import type { Difference, SectionDifference } from '../../operations/diff/difference.ts';
import { isSame } from '../../operations/diff/index.ts';
import { code, plain } from '../markdown-text.ts';
import { sectionFacts, sideText } from './facts.ts';
import { type DiffRow, sectionRows } from './rows.ts';
import { MODULE_COLUMNS, moduleRow, VALUE_COLUMNS, valueFacts, valueRow } from './values.ts';

const MOST_ROWS = 50;

export function differenceMarkdown(difference: Difference, all: boolean): string {
  const { left, right, sections, unreadable } = difference;
  const changed = sections.filter(
    ({ changes, renames }) => all || changes.length + renames.length > 0,
  );
  const rest = sections.filter((section) => !changed.includes(section));
  const unchanged = rest.map(({ name, equalCount }) => `${name} (${equalCount})`).join(', ');
  return [
    `- ${code(sideText(left))}\n- ${code(sideText(right))}`,
    ...changed.map((section) => sectionMarkdown(section, difference, all)),
    ...valuesMarkdown(difference, all),
    ...(unchanged === '' ? [] : [`Unchanged: ${unchanged}.`]),
    ...unreadable.map((text) => `Note: ${code(text)}`),
    ...(isSame(difference) ? ['**No differences.**'] : []),
  ].join('\n\n');
}

function sectionMarkdown(section: SectionDifference, difference: Difference, all: boolean): string {
  const rows = sectionRows(section, all);
  const facts = sectionFacts(section, difference);
  return [
    `#### ${section.name}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`,
    table(['', 'name', 'before', 'after', ''], rows.map(cellsOf), all),
  ].join('\n\n');
}

function cellsOf({ mark, name, left, right, note }: DiffRow): string[] {
  return [code(mark), code(name), code(left), code(right), note === '' ? '' : code(note)];
}

function valuesMarkdown({ values }: Difference, all: boolean): string[] {
  if (values === undefined) return [];
  const rows = values.tensors.filter((one) => all || one.values.status !== 'equal');
  const cells = (row: readonly string[]) =>
    row.map((cell, index) => (index === 0 ? code(cell) : plain(cell)));
  const title = `#### values (${valueFacts(values).join(', ')})`;
  if (rows.length === 0) return [title];
  return [
    title,
    table(
      MODULE_COLUMNS,
      values.modules.map((one) => cells(moduleRow(one))),
      all,
    ),
    table(
      VALUE_COLUMNS,
      rows.map((one) => cells(valueRow(one))),
      all,
    ),
  ];
}

function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  all: boolean,
): string {
  const shown = all ? rows : rows.slice(0, MOST_ROWS);
  const line = (cells: readonly string[]) =>
    `| ${heads.map((_, at) => cells[at] ?? '').join(' | ')} |`;
  const more = rows.length - shown.length;
  return [
    line(heads.map(plain)),
    line(heads.map(() => '---')),
    ...shown.map(line),
    ...(more > 0 ? [line(['', `… ${more} more`])] : []),
  ].join('\n');
}
