/** The report of `validate` for people: by file, the most serious first, and what it comes to. */
import { safeText } from '../../model/python-repr.ts';
import type { SuppressedFinding, Validation } from '../../operations/validation.ts';
import type { Finding, Severity } from '../../rules/rule.ts';
import type { View } from '../view.ts';
import { middleCut } from './middle-cut.ts';
import { count } from './units.ts';
import { fitted } from './width.ts';
import { wrapped } from './wrap.ts';

const SEVERITY_COLUMNS = 9;
const INDENT = '  ';
const BELOW = ' '.repeat(INDENT.length + SEVERITY_COLUMNS);
/** Narrower than this, words would stand one below the other. */
const LEAST_COLUMNS = 24;

export function validationText(validation: Validation, view: View): string {
  const blocks = [...byFile(validation.findings)].map(([file, findings]) =>
    [view.palette.strong(safeText(file)), ...findings.flatMap((f) => findingLines(f, view))].join(
      '\n',
    ),
  );
  return [...blocks, summary(validation, view)].join('\n\n');
}

function byFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const others = files.get(finding.file);
    if (others === undefined) files.set(finding.file, [finding]);
    else others.push(finding);
  }
  return files;
}

/** A finding below the name of its file. */
export function findingLines(finding: Finding, { palette, width }: View): string[] {
  const { severity, rule, message, details = [], cure, paste = [], confidence } = finding;
  const paint = { error: palette.bad, warning: palette.warn, note: palette.dim }[severity];
  const room = width - BELOW.length - rule.length - 2;
  const place = middleCut(placeOf(finding), Math.max(room, LEAST_COLUMNS));
  const doubt = confidence === 'certain' ? '' : ` (${confidence})`;
  const columns = Math.max(LEAST_COLUMNS, width - BELOW.length);
  const body = [
    ...wrapped(safeText(message) + doubt, columns),
    ...details.map((line) => INDENT + fitted(safeText(line), columns - INDENT.length)),
  ];
  const advice = cure === undefined ? [] : wrapped(`cure: ${safeText(cure)}`, columns);
  return [
    `${INDENT}${paint(severity.padEnd(SEVERITY_COLUMNS))}${rule}${place && palette.dim(`  ${place}`)}`,
    ...body.map((line) => BELOW + line),
    ...advice.map((line) => BELOW + palette.good(line)),
    // Not cut and not wrapped: these lines are pasted.
    ...paste.map((line) => BELOW + INDENT + safeText(line)),
  ];
}

function placeOf({ path, offset }: Finding): string {
  const at = offset === undefined ? '' : `@ 0x${offset.toString(16)}`;
  return [safeText(path ?? ''), at].filter((part) => part !== '').join(' ');
}

function summary(validation: Validation, { palette, width }: View): string {
  const { findings, held, verdict, suppressed, files } = validation;
  const paint = { sound: palette.good, unsound: palette.bad, undecided: palette.warn }[verdict];
  const found = findings.length === 0 ? 'no findings' : countsText(findings);
  const among = files.length > 1 ? ` in ${count(files.length, 'file')}` : '';
  const waived = suppressed.length > 0 ? ` · ${suppressed.length} waived` : '';
  const rules = `${count(held.length, 'rule')} held${skippedText(validation)}`;
  const [first = '', ...rest] = wrapped(`${found}${among}${waived} · ${rules}`, width);
  return [paint(first), ...rest, ...waivedLines(suppressed)].join('\n');
}

function countsText(findings: readonly Finding[]): string {
  const counts = (['error', 'warning', 'note'] satisfies Severity[])
    .map(
      (severity) => [severity, findings.filter((one) => one.severity === severity).length] as const,
    )
    .filter(([, times]) => times > 0)
    .map(([severity, times]) => count(times, severity));
  return `${count(findings.length, 'finding')}: ${counts.join(', ')}`;
}

function skippedText({ held, skipped, findings }: Validation): string {
  const answered = new Set([...held, ...findings.map(({ rule }) => rule)]);
  const unanswered = skipped.filter(({ rule }) => !answered.has(rule));
  if (unanswered.length === 0) return '';
  const reasons = new Set(unanswered.map(({ reason }) => reason));
  const rules = new Set(unanswered.map(({ rule }) => rule));
  return `, ${rules.size} skipped (${[...reasons].join(', ')})`;
}

/** What the policy waives, a line each. */
export function waivedLines(suppressed: readonly SuppressedFinding[]): string[] {
  return suppressed.map(({ finding, reason, until }) => {
    const why = reason === undefined ? '' : `: ${reason}`;
    const end = until === undefined ? '' : ` until ${until}`;
    return safeText(`waived${end}: ${finding.rule} in ${finding.file}${why}`);
  });
}
