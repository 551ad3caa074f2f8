/** The report of `validate` as plain data: schema/validation.schema.json describes it. */
import type { Validation } from '../operations/validation.ts';
import type { Finding, FindingData, Severity } from '../rules/rule.ts';
import type { Plain, PlainObject } from './plain-tree.ts';

export function validationReport(validation: Validation): PlainObject {
  const { findings, suppressed, held, skipped, questions, files, undecided } = validation;
  const counted = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length;
  return objectOf({
    kind: validation.kind,
    version: validation.version,
    verdict: validation.verdict,
    strict: validation.isStrict,
    for: [...questions],
    files: [...files],
    summary: objectOf({
      errors: counted('error'),
      warnings: counted('warning'),
      notes: counted('note'),
      suppressed: suppressed.length,
      held: held.length,
      skipped: new Set(skipped.map(({ rule }) => rule)).size,
    }),
    findings: findings.map((finding) => findingOf(finding)),
    suppressed: suppressed.map(({ finding, reason, until }) =>
      objectOf({ ...membersOf(finding), reason, until }),
    ),
    undecided: [...undecided],
    held: [...held],
    skipped: skipped.map(({ rule, reason, fileCount }) => objectOf({ rule, reason, fileCount })),
  });
}

/** A finding as plain data. */
export function findingOf(finding: Finding): PlainObject {
  return objectOf(membersOf(finding));
}

/** The members of a finding, to add others to. */
export function membersOf(finding: Finding): Readonly<Record<string, Plain | undefined>> {
  const { rule, severity, file, path, offset, message, details, cure, paste, confidence, data } =
    finding;
  return {
    rule,
    severity,
    file,
    path,
    offset,
    message,
    details: details && [...details],
    cure,
    paste: paste && [...paste],
    confidence,
    data: dataOf(data),
  };
}

/** Names in `data` are the rules’ own, never a file’s. */
function dataOf(data: FindingData): PlainObject {
  const plain: PlainObject = new Map();
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined) plain.set(name, isList(value) ? value.map(plainOf) : plainOf(value));
  }
  return plain;
}

function isList(value: FindingData[string]): value is readonly (string | number | null)[] {
  return Array.isArray(value);
}

/** JSON has no number for what is not finite. */
function plainOf(value: string | number | boolean | null): Plain {
  return typeof value === 'number' && !Number.isFinite(value) ? { kind: 'float', value } : value;
}

/** The members that are there. */
export function objectOf(members: Readonly<Record<string, Plain | undefined>>): PlainObject {
  const object: PlainObject = new Map();
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) object.set(name, value);
  }
  return object;
}
