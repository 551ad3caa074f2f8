/** What a project asks of its checkpoints beyond the rules as they are. */
import { globMatches } from '../model/glob.ts';
import type { Finding, Question, Severity } from '../rules/rule.ts';
import type { Requirements } from '../rules/subject.ts';

export interface Policy {
  /** By the id of a rule, or by its category. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly requirements: Requirements;
  readonly suppressions: readonly Suppression[];
  readonly questions?: readonly Question[];
  readonly isStrict?: boolean;
}

/** A finding that is known and waived. */
export interface Suppression {
  readonly rule: string;
  /** A glob of files; all of them where absent. */
  readonly file?: string;
  /** The last day it holds, as `2026-12-31`. */
  readonly until?: string;
  readonly reason?: string;
}

/** The severity a policy gives a rule; what it says of the rule itself comes before its category. */
export function severityIn({ severities }: Policy, rule: string): Severity | 'off' | undefined {
  return severities.get(rule) ?? severities.get(categoryOf(rule));
}

/** Whether `rule` is one of those named by their ids or categories. */
export function isNamed(rule: string, names: readonly string[]): boolean {
  return names.includes(rule) || names.includes(categoryOf(rule));
}

function categoryOf(rule: string): string {
  return rule.split('/')[0] ?? rule;
}

/** The suppression that waives a finding on the day `today`, if there is one. */
export function suppressionOf(
  { rule, file }: Finding,
  { suppressions }: Policy,
  today: string,
): Suppression | undefined {
  return suppressions.find(
    (waived) =>
      isNamed(rule, [waived.rule]) &&
      (waived.file === undefined || globMatches(waived.file, file)) &&
      // Days as ISO 8601 writes them sort as text.
      (waived.until === undefined || today <= waived.until),
  );
}
