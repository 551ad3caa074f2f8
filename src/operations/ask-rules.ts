import { UNDECIDED } from '../rules/problems.ts';
import type { Finding, Question, Reads, Rule } from '../rules/rule.ts';
import type { Evidence, Subject } from '../rules/subject.ts';
import { isNamed, type Policy, severityIn, suppressionOf } from './policy.ts';
import {
  inOrder,
  type SkippedRule,
  type SuppressedFinding,
  type Validation,
  type Verdict,
} from './validation.ts';

export interface AskOptions {
  readonly rules: readonly Rule[];
  readonly questions: readonly Question[];
  /** Ids or categories of the only rules to ask. */
  readonly only?: readonly string[];
  /** Ids or categories of rules not to ask. */
  readonly ignored?: readonly string[];
  readonly policy?: Policy;
  readonly isStrict?: boolean;
  /** The day, as `2026-12-31`, for suppressions that expire. */
  readonly today: string;
}

/** Why evidence is missing, unless the subject knows better. */
const REASONS: Readonly<Record<Evidence, string>> = {
  checkpoint: 'no checkpoint opened',
  tensors: 'no checkpoint opened',
  training: 'no training state recognized',
  weights: 'no weights',
  optimizers: 'no optimizer state',
  schedulers: 'no scheduler state',
  precision: 'no loss scaler',
  lightning: 'not a Lightning checkpoint',
  fitLoop: 'no counters of loops',
  run: 'no run folder',
  checkpointFile: 'folder unknown',
  siblings: 'folder unknown',
  names: 'folder unknown',
  configs: 'no configuration near',
  metrics: 'no logged metrics near',
  expectations: 'no --expect',
  reference: 'no --reference',
  scalars: 'no scalars read',
  elementCounts: 'no --data',
  weightsOnly: 'torch.load does not read it',
  contents: 'ckpt scan looks for it',
  targets: 'no --torch or --lightning',
  metricNames: 'no --metrics',
  requirements: 'no policy',
};

/** Asks rules about one subject after another, and keeps the answers rather than the subjects. */
export class Inquiry {
  readonly #options: AskOptions;
  readonly #rules: readonly Rule[];
  readonly #files: string[] = [];
  readonly #findings: Finding[] = [];
  readonly #asked = new Set<string>();
  /** By rule and reason. */
  readonly #skipped = new Map<string, Map<string, number>>();

  constructor(options: AskOptions) {
    this.#options = options;
    this.#rules = options.rules.filter((rule) => isAsked(rule, options));
  }

  /** Whether a rule that is asked reads so much. */
  reads(what: Reads): boolean {
    return this.#rules.some(({ reads }) => reads === what);
  }

  /** Whether a rule that is asked needs this evidence. */
  needs(evidence: Evidence): boolean {
    return this.#rules.some(({ needs }) => needs.includes(evidence));
  }

  /** `about` is what the subject is: rules about runs are not asked of a checkpoint. */
  ask(subject: Subject, about: Rule['about']): void {
    this.#files.push(subject.file);
    const found: Finding[] = [];
    for (const rule of this.#rules) {
      if (rule.about !== about) continue;
      const answer = rule.check(subject);
      if ('missing' in answer) {
        this.#skip(rule, subject.missing?.[answer.missing] ?? REASONS[answer.missing]);
      } else {
        this.#asked.add(rule.id);
        found.push(...answer);
      }
    }
    this.#findings.push(...found);
  }

  answer(): Validation {
    const { policy, today, questions, isStrict = false } = this.#options;
    const findings: Finding[] = [];
    const suppressed: SuppressedFinding[] = [];
    for (const found of eachOnce(unexplained(this.#findings))) {
      const severity = policy && severityIn(policy, found.rule);
      const finding = severity === undefined || severity === 'off' ? found : { ...found, severity };
      const waived = policy && suppressionOf(finding, policy, today);
      if (waived === undefined) findings.push(finding);
      else {
        const { reason, until } = waived;
        suppressed.push({
          finding,
          ...(reason !== undefined && { reason }),
          ...(until !== undefined && { until }),
        });
      }
    }
    const undecided = findings.filter(({ rule }) => UNDECIDED.has(rule)).map(({ file }) => file);
    const broken = new Set(this.#findings.map(({ rule }) => rule));
    return {
      kind: 'validation',
      version: 1,
      questions,
      files: this.#files,
      findings: inOrder(findings, this.#files),
      suppressed,
      held: this.#rules.map(({ id }) => id).filter((id) => this.#asked.has(id) && !broken.has(id)),
      skipped: this.#skippedRules(),
      undecided,
      isStrict,
      verdict: verdictOf(findings, isStrict),
    };
  }

  #skip(rule: Rule, reason: string): void {
    const reasons = this.#skipped.get(rule.id) ?? new Map<string, number>();
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    this.#skipped.set(rule.id, reasons);
  }

  /** Rules that were asked nowhere, those that no subject was for among them. */
  #skippedRules(): SkippedRule[] {
    return this.#rules.flatMap(({ id, about }) => {
      const reasons = this.#skipped.get(id);
      if (reasons !== undefined) {
        return Array.from(reasons, ([reason, fileCount]) => ({ rule: id, reason, fileCount }));
      }
      if (this.#asked.has(id)) return [];
      const reason = about === 'run' ? REASONS.run : REASONS.checkpoint;
      return [{ rule: id, reason, fileCount: 0 }];
    });
  }
}

function isAsked(rule: Rule, { questions, only = [], ignored = [], policy }: AskOptions): boolean {
  const { id } = rule;
  if (isNamed(id, ignored)) return false;
  // Naming a rule asks for it, whatever it is about.
  if (only.length > 0) return isNamed(id, only);
  if (policy !== undefined && severityIn(policy, id) === 'off') return false;
  return rule.questions.some((question) => questions.includes(question));
}

/** Without the findings that another one explains: one for each cause. */
function unexplained(findings: readonly Finding[]): Finding[] {
  const everywhere = new Set<string>();
  const somewhere = new Set<string>();
  for (const { file, explains = [] } of findings) {
    for (const { rule, path } of explains) {
      if (path === undefined) everywhere.add(`${rule}\0${file}`);
      else somewhere.add(`${rule}\0${file}\0${path}`);
    }
  }
  return findings.filter(
    ({ rule, file, path }) =>
      !everywhere.has(`${rule}\0${file}`) && !somewhere.has(`${rule}\0${file}\0${path}`),
  );
}

/** What several checkpoints show of a file beside them is one finding. */
function eachOnce(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, file, path, offset, message }) => {
    const key = JSON.stringify([rule, file, path, offset, message]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function verdictOf(findings: readonly Finding[], isStrict: boolean): Verdict {
  const counts = ({ severity }: Finding) =>
    severity === 'error' || (isStrict && severity === 'warning');
  const serious = findings.filter(counts);
  if (serious.some(({ rule }) => !UNDECIDED.has(rule))) return 'unsound';
  return findings.some(({ rule }) => UNDECIDED.has(rule)) ? 'undecided' : 'sound';
}
