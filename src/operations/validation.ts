import type { Finding, Question } from '../rules/rule.ts';

/** What `validate` answers. */
export interface Validation {
  readonly kind: 'validation';
  readonly version: 1;
  readonly questions: readonly Question[];
  /** What was looked at, in the order in which it was asked for. */
  readonly files: readonly string[];
  /** By file, the most serious first. */
  readonly findings: readonly Finding[];
  /** Found, and waived by the policy. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Rules that were asked somewhere and found nothing anywhere. */
  readonly held: readonly string[];
  readonly skipped: readonly SkippedRule[];
  /** Files of which nothing can be told: not there, no checkpoint, not read here. */
  readonly undecided: readonly string[];
  /** Whether warnings count as errors do. */
  readonly isStrict: boolean;
  readonly verdict: Verdict;
}

/** `unsound`: an error was found. `undecided`: none, and of some file nothing can be told. */
export type Verdict = 'sound' | 'unsound' | 'undecided';

/** A rule that could not be asked for want of evidence. */
export interface SkippedRule {
  readonly rule: string;
  readonly reason: string;
  /** Of how many files. */
  readonly fileCount: number;
}

export interface SuppressedFinding {
  readonly finding: Finding;
  readonly reason?: string;
  readonly until?: string;
}

const RANK = { error: 0, warning: 1, note: 2 } as const;

/** Findings of each file together, in the order of `files`, the most serious first. */
export function inOrder(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const places = new Map(files.map((file, index) => [file, index]));
  const place = ({ file }: Finding) => places.get(file) ?? files.length;
  return [...findings].sort(
    (a, b) =>
      place(a) - place(b) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      RANK[a.severity] - RANK[b.severity],
  );
}
