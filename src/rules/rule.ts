import type { Evidence, Subject } from './subject.ts';

/** `error`: it will fail, or data is lost. `warning`: it will surprise. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/**
 * What someone wants of a checkpoint: its weights, training that goes on, numbers, giving it away; or to
 * know what it would do, whatever it is for.
 */
export type Question = 'load' | 'resume' | 'eval' | 'share' | 'trust';

/** `certain`: the evidence proves it. `likely`, `possible`: it is read from names and habits. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Values behind a finding, for programs. What has no JSON is spelled as text. */
export type FindingData = Readonly<Record<string, DataValue | undefined>>;
export type DataValue = string | number | boolean | null | readonly (string | number | null)[];

/** One answer worth telling. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  /** Where in the tree, if it is about one value. */
  readonly path?: string;
  readonly offset?: number;
  /** One sentence without its place and without advice. */
  readonly message: string;
  /** Lines that spell it out, as a table of names. */
  readonly details?: readonly string[];
  /** What to do, where that is known. */
  readonly cure?: string;
  /** Lines of code or commands to paste, which the cure speaks of. */
  readonly paste?: readonly string[];
  readonly data: FindingData;
  readonly confidence: Confidence;
  /** Findings of other rules with the same cause, which need not be told. */
  readonly explains?: readonly Explained[];
}

export interface Explained {
  readonly rule: string;
  /** Only what was found there; everything that the rule found in the file where absent. */
  readonly path?: string;
}

/** A finding as its rule sees it. */
interface Found<Data extends FindingData> {
  readonly data: Data;
  readonly path?: string | undefined;
  readonly offset?: number | undefined;
  /** Another file than the subject’s: a shard, the run’s metrics. */
  readonly file?: string;
  /** Where it differs from the rule’s. */
  readonly severity?: Severity;
  /** Certain, where absent. */
  readonly confidence?: Confidence;
  readonly explains?: readonly Explained[];
}

/** The subject of a rule: the evidence it needs is there. */
export type With<Needs extends Evidence> = Subject & Required<Pick<Subject, Needs>>;

interface RuleDefinition<Needs extends Evidence, Data extends FindingData> {
  /** `CATEGORY/name`, as its file and its page are called. */
  readonly id: string;
  /** What holds where it finds nothing, in one sentence. */
  readonly summary: string;
  /** Of its most serious finding. */
  readonly severity: Severity;
  readonly questions: readonly Question[];
  /** Asked once of a run, rather than of each checkpoint. */
  readonly about?: 'run';
  /** Without this evidence it is skipped. */
  readonly needs: readonly Needs[];
  /** Never throws, whatever the file says. Stands before `message`, which gets what it yields. */
  find(subject: With<Needs>): Iterable<Found<Data>>;
  message(data: Data): string;
  details?(data: Data): readonly string[];
  cure?(data: Data): string | undefined;
  paste?(data: Data): readonly string[];
}

/** What a rule reads of a checkpoint, and so what it costs. */
export type Reads = 'header' | 'scalars' | 'tensors';

/** A question about a checkpoint or a run, answered from evidence and nothing else. */
export interface Rule {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly questions: readonly Question[];
  readonly about: 'checkpoint' | 'run';
  readonly needs: readonly Evidence[];
  readonly reads: Reads;
  /** What it finds, or the first evidence that it misses. */
  check(subject: Subject): readonly Finding[] | { readonly missing: Evidence };
}

export function defineRule<const Needs extends Evidence, Data extends FindingData>(
  definition: RuleDefinition<Needs, Data>,
): Rule {
  const { id, summary, severity, questions, about = 'checkpoint', needs } = definition;
  return {
    id,
    summary,
    severity,
    questions,
    about,
    needs,
    reads: readsOf(needs),
    check(subject) {
      const missing = needs.find((need) => subject[need] === undefined);
      if (missing !== undefined) return { missing };
      return Array.from(definition.find(subject as With<Needs>), (found) =>
        findingOf(definition, subject.file, found),
      );
    },
  };
}

function readsOf(needs: readonly Evidence[]): Reads {
  if (needs.includes('elementCounts')) return 'tensors';
  return needs.includes('scalars') ? 'scalars' : 'header';
}

function findingOf<Needs extends Evidence, Data extends FindingData>(
  definition: RuleDefinition<Needs, Data>,
  subjectFile: string,
  found: Found<Data>,
): Finding {
  const { data, path, offset, explains } = found;
  const { severity = definition.severity, confidence = 'certain' } = found;
  // A file of the run that is here is called as if it had been named itself.
  const file = found.file?.replace(/^\.\//, '') ?? subjectFile;
  const details = definition.details?.(data) ?? [];
  const cure = definition.cure?.(data);
  const paste = definition.paste?.(data) ?? [];
  return {
    rule: definition.id,
    severity,
    file,
    ...(path !== undefined && { path }),
    ...(offset !== undefined && { offset }),
    message: definition.message(data),
    ...(details.length > 0 && { details }),
    ...(cure !== undefined && { cure }),
    ...(paste.length > 0 && { paste }),
    data,
    confidence,
    ...(explains !== undefined && { explains }),
  };
}
