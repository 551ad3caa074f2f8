import type { Part } from '../../../frameworks/training-state.ts';
import { safeText } from '../../../model/python-repr.ts';
import type { SectionName } from '../../../operations/sections.ts';
import type { View } from '../../view.ts';
import { describe } from '../describe.ts';
import { displayWidth, fitted, padded } from '../width.ts';

/** One part of a training state on the screen. */
export interface Section {
  readonly name: SectionName;
  /** Where it stands in the tree, or what it is. */
  readonly title: string;
  /** What explains the title, in a few words each. */
  readonly facts: readonly string[];
  readonly lines: readonly string[];
}

const INDENT = '  ';

export function sectionText({ title, facts, lines }: Section, { palette, width }: View): string {
  const heading = fitted(title, width);
  const rest = facts.map((fact) => ` · ${fact}`).join('');
  const explained = palette.dim(fitted(rest, Math.max(0, width - heading.length)));
  const head = palette.strong(heading) + (rest === '' ? '' : explained);
  return [head, ...lines.map((line) => (line === '' ? '' : INDENT + line))].join('\n');
}

/** What is left of a line for the inside of a section. */
export function inside(view: View): View {
  return { ...view, width: view.width - INDENT.length };
}

/** A name that is wider sticks out, and the column does not wait for it. */
const WIDEST_NAME = 32;

/** Names and what is said of them, aligned; what is said is cut where it is too long. */
export function pairs(
  rows: readonly (readonly [name: string, text: string])[],
  width: number,
): string[] {
  const widths = rows.map(([name]) => displayWidth(name)).filter((wide) => wide <= WIDEST_NAME);
  const widest = Math.max(0, ...widths);
  return rows.map(([name, text]) => {
    const start = `${padded(fitted(name, Math.max(width - 12, 12)), widest)}  `;
    return (start + fitted(text, Math.max(width - displayWidth(start), 8))).trimEnd();
  });
}

/** Values by name, in a few words each. */
export function partLines(parts: readonly Part[], width: number): string[] {
  const rows = parts.map(({ name, value }) => [safeText(name), safeText(describe(value))] as const);
  return pairs(rows, width);
}

/** Facts joined by dots, on as few lines as they fit. */
export function wrappedFacts(facts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    const joined = last === undefined ? fact : `${last} · ${fact}`;
    if (last === undefined) lines.push(fact);
    else if (joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(fact);
  }
  return lines.map((line) => fitted(line, width));
}
