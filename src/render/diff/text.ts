/** A difference on the screen: side by side where there is room, else with arrows. */
import { safeText } from '../../model/python-repr.ts';
import type { Difference, SectionDifference, SideFacts } from '../../operations/diff/difference.ts';
import { isSame } from '../../operations/diff/index.ts';
import { columns } from '../text/columns.ts';
import { count } from '../text/units.ts';
import { displayWidth, fitted, fittedPath, padded } from '../text/width.ts';
import type { View } from '../view.ts';
import { sectionFacts, sideFactTexts } from './facts.ts';
import { type DiffRow, type Mark, sectionRows } from './rows.ts';
import { valueBlocks } from './value-text.ts';

export interface DiffTextOptions {
  /** What is equal too, and nothing folded. */
  readonly all: boolean;
}

/** So many rows of a section are shown where not all are asked for. */
const MOST_ROWS = 24;
/** From here on there is room for two columns of values. */
const WIDE = 110;
const WIDEST_NAME = 36;
const INDENT = '  ';

export function differenceText(
  difference: Difference,
  { all }: DiffTextOptions,
  view: View,
): string {
  const { sections } = difference;
  const changed = sections.filter((section) => isChanged(section) || all);
  const blocks = changed.map((section) => sectionText(section, difference, all, view));
  return [
    ...headLines(difference, view),
    ...blocks.flatMap((lines) => ['', ...lines]),
    ...valueBlocks(difference, all, view).flatMap((lines) => ['', ...lines]),
    ...restLines(difference, changed, view),
  ].join('\n');
}

function isChanged({ changes, renames }: SectionDifference): boolean {
  return changes.length + renames.length > 0;
}

/** Which is which: on a line each, or what is said of it on a line below. */
function headLines({ left, right }: Difference, { palette, width }: View): string[] {
  const lines = (mark: string, side: SideFacts) => {
    const name = safeText(side.name);
    const facts = sideFactTexts(side).join(' · ');
    const whole = `${mark} ${name} · ${facts}`;
    if (displayWidth(whole) <= width) return [whole];
    return [`${mark} ${fittedPath(name, width - 2)}`, `  ${fitted(facts, width - 2)}`];
  };
  return [...lines('-', left).map(palette.bad), ...lines('+', right).map(palette.good)];
}

function sectionText(
  section: SectionDifference,
  difference: Difference,
  all: boolean,
  view: View,
): string[] {
  const { palette, width } = view;
  const facts = sectionFacts(section, difference).map((fact) => ` · ${fact}`);
  const title = section.name;
  const rows = sectionRows(section, all);
  const shown = all || rows.length <= MOST_ROWS ? rows : rows.slice(0, MOST_ROWS - 1);
  const more = rows.length - shown.length;
  return [
    palette.strong(title) + palette.dim(fitted(facts.join(''), width - title.length)),
    ...rowLines(shown, { ...view, width: width - INDENT.length }).map((line) => INDENT + line),
    ...(more > 0 ? [palette.dim(`${INDENT}… ${count(more, 'more row')} (--all)`)] : []),
  ];
}

function rowLines(rows: readonly DiffRow[], view: View): string[] {
  const isWide = view.width >= WIDE && Number.isFinite(view.width);
  return isWide ? sideBySide(rows, view) : rows.flatMap(withArrows(rows, view));
}

function sideBySide(rows: readonly DiffRow[], { width, palette }: View): string[] {
  const nameWidth = Math.min(
    WIDEST_NAME,
    rows.reduce((widest, { name }) => Math.max(widest, displayWidth(name)), 0),
  );
  const half = Math.floor((width - nameWidth - 8) / 2);
  const cells = rows.map(({ mark, name, left, right, note }) => [
    mark,
    fittedPath(name, nameWidth),
    fitted(left, half),
    fitted([right, note].filter((text) => text !== '').join('  '), half),
  ]);
  return columns(cells, [{}, {}, {}, {}], width).map((line, index) =>
    painted(rows[index]?.mark ?? '=', line.trimEnd(), palette),
  );
}

/** `~ lr  0.001 → 0.0005`, on two lines more where that is too long. */
function withArrows(rows: readonly DiffRow[], { width, palette }: View) {
  const widths = rows.map(({ name }) => displayWidth(name)).filter((wide) => wide <= WIDEST_NAME);
  const nameWidth = Math.max(0, ...widths);
  return ({ mark, name, left, right, note }: DiffRow): string[] => {
    const explained = note === '' ? '' : `  ${note}`;
    const isBoth = left !== '' && right !== '' && mark !== '=';
    const text = isBoth ? `${left} → ${right}` : left || right;
    const line = `${mark} ${padded(name, nameWidth)}  ${text}${explained}`.trimEnd();
    const paint = (each: string) => painted(mark, each, palette);
    if (displayWidth(line) <= width) return [paint(line)];
    const start = `${mark} ${padded(fittedPath(name, Math.max(12, width - 4)), nameWidth)}`;
    if (!isBoth) {
      const rest = displayWidth(text) + displayWidth(explained) + 4;
      const short = fittedPath(name, Math.max(24, width - rest));
      return [paint(fitted(`${mark} ${short}  ${text}${explained}`, width))];
    }
    const inner = (sign: string, side: string) => `    ${sign} ${fitted(side, width - 6)}`;
    return [
      paint(fitted(start.trimEnd() + explained, width)),
      palette.bad(inner('-', left)),
      palette.good(inner('+', right)),
    ];
  };
}

function painted(mark: Mark, line: string, palette: View['palette']): string {
  const paints = {
    '+': palette.good,
    '-': palette.bad,
    '~': palette.warn,
    '>': palette.warn,
    '=': palette.dim,
  };
  return paints[mark](line.slice(0, 1)) + line.slice(1);
}

/** What was looked at and is the same, and what could not be read. */
function restLines(
  difference: Difference,
  shown: readonly SectionDifference[],
  { width, palette }: View,
): string[] {
  const rest = difference.sections.filter((section) => !shown.includes(section));
  const parts = rest.map(({ name, equalCount, pairs }) => {
    const isUnread = difference.values === undefined && pairs.length > 0;
    return `${name} (${equalCount}${isUnread && name === 'weights' ? ' by name and shape' : ''})`;
  });
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const text = last === undefined ? `unchanged: ${part}` : `${last}, ${part}`;
    if (last !== undefined && text.length > width) lines.push(`  ${part}`);
    else lines.splice(Math.max(0, lines.length - 1), 1, text);
  }
  const notes = difference.unreadable.map(
    (text) => `${palette.warn('note:')} ${fitted(safeText(text), width - 6)}`,
  );
  const isTold = shown.some(({ name }) => name === 'weights');
  const unread = isTold ? undefined : unreadText(difference);
  const verdict = isSame(difference)
    ? [sameText(difference)]
    : unread === undefined
      ? []
      : [palette.dim(unread)];
  const all = [...lines.map(palette.dim), ...notes, ...verdict];
  return all.length === 0 ? [] : ['', ...all];
}

function sameText(difference: Difference): string {
  const unread = unreadText(difference);
  return unread === undefined ? 'no differences' : `no differences · ${unread}`;
}

/** Tensors of which only names and shapes were compared; `undefined` where there are none. */
function unreadText({ sections, values }: Difference): string | undefined {
  const tensors = sections.reduce((sum, { pairs }) => sum + pairs.length, 0);
  if (values !== undefined || tensors === 0) return undefined;
  return `values of ${count(tensors, 'tensor')} not compared (--values)`;
}
