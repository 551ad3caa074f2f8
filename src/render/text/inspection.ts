import { safeText } from '../../model/python-repr.ts';
import { isFlat } from '../../model/short.ts';
import { isKind } from '../../model/value.ts';
import type { Inspection } from '../../operations/inspect.ts';
import type { Outline } from '../../operations/outline.ts';
import { dtypeCounts } from '../../operations/tensor-list.ts';
import type { View } from '../view.ts';
import { anatomyText } from './anatomy/index.ts';
import { describe } from './describe.ts';
import { elementsText } from './elements.ts';
import { notesText } from './notes.ts';
import { outlineText } from './outline.ts';
import { tensorFacts } from './tensor-facts.ts';
import { bytes, count, magnitude, number } from './units.ts';
import { fitted, fittedPath } from './width.ts';

/** The answer to `inspect` on one screen. */
export function inspectionText(report: Inspection, view: View): string {
  const { outline, training } = report;
  if (training !== undefined) return anatomyText(report, training, view);
  return treeText(report, outline ?? EMPTY, view);
}

const EMPTY: Outline = { rows: [], hidden: 0 };

function treeText(report: Inspection, outline: Outline, view: View): string {
  const { palette, width } = view;
  const { part, checkpoint } = report;
  const notes = notesText(report, view);
  const extras = report.path === '' ? extrasText(report, view) : [];
  const body = [
    ...tensorFacts(part, view),
    ...(outline.rows.length > 0 ? outlineText(outline, report, view) : [rootText(report)]),
    ...(report.elements ? elementsText(report.elements, view) : []),
  ];
  const sections = [
    [...headerText(report, view), ...notes],
    body,
    extras,
    isAllShown(outline) || checkpoint.root !== part ? [] : [palette.dim(fitted(MORE, width))],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const MORE = 'more: --all shows everything, --path PATH a part of it, --tensors a table';

/** The file, what it is, and how much is in it: one line each. */
export function headerText(report: Inspection, { palette, width }: View): string[] {
  const { checkpoint, path } = report;
  const { title, writer, notes = [] } = checkpoint.format;
  const facts = [
    ...(writer === undefined ? [] : [writer]),
    ...(notes.length > 0 ? [notes.join(', ')] : []),
    bytes(checkpoint.byteLength),
  ];
  const line = facts.map((fact) => ` · ${safeText(fact)}`).join('');
  const where = path === '' ? '' : palette.dim(` · ${safeText(path)}`);
  return [
    palette.strong(fittedPath(safeText(checkpoint.file), width)) + where,
    ...(path === '' ? [palette.strong(title) + fitted(line, width - title.length)] : []),
    fitted(contentsText(report), width),
  ].filter((text) => text !== '');
}

function contentsText({ tensors, tensorCount, weights, path, part }: Inspection): string {
  const root = path === '' && isKind(part, 'opaque') ? [`root ${safeText(part.type)}`] : [];
  if (tensorCount === 0) return path === '' ? [...root, 'no tensors'].join(' · ') : '';
  // A single tensor says all this itself.
  if (tensors[0]?.tensor === part) return '';
  const { parameterCount, sections } = weights;
  const inSections =
    sections.length > 0 && sections.length <= 3 ? ` in ${sections.join(', ')}` : '';
  const filtered = tensors.length < tensorCount ? `${number(tensors.length)} of ` : '';
  return [
    ...root,
    filtered + count(tensorCount, 'tensor'),
    ...(parameterCount > 0
      ? [`${magnitude(parameterCount)} parameters${safeText(inSections)}`]
      : []),
    ...(tensors.length > 0 ? [dtypesText(tensors.map(({ tensor }) => tensor))] : []),
  ].join(' · ');
}

/** `float32`, or `float32 (34), int64 (2)`. */
function dtypesText(tensors: Parameters<typeof dtypeCounts>[0]): string {
  const counts = dtypeCounts(tensors);
  if (counts.length === 1) return safeText(counts[0]?.dtype ?? '');
  const shown = counts
    .slice(0, 4)
    .map(({ dtype, count: times }) => `${safeText(dtype)} (${number(times)})`);
  return [...shown, ...(counts.length > 4 ? [`${counts.length - 4} other dtypes`] : [])].join(', ');
}

function rootText({ part }: Inspection): string {
  return typeof part === 'object' && part?.kind === 'tensor' ? '' : safeText(describe(part));
}

/** Constants, code and other files beside the tree. */
function extrasText({ checkpoint }: Inspection, { palette, width }: View): string[] {
  return Array.from(checkpoint.extras, ([name, value]) =>
    fitted(`${palette.strong(name)}  ${safeText(describe(value))}`, width),
  );
}

function isAllShown({ rows, hidden: more }: Outline): boolean {
  return (
    more === 0 &&
    rows.every(
      ({ hidden, count: times, isOpen, value }) =>
        hidden === 0 && times === 1 && (isOpen || isFlat(value) || isKind(value, 'tensor')),
    )
  );
}
