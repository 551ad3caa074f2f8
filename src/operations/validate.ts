import type { Checkpoint } from '../model/checkpoint.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Question, Rule } from '../rules/rule.ts';
import type { Subject } from '../rules/subject.ts';
import type { Run } from '../runs/run.ts';
import { Inquiry } from './ask-rules.ts';
import { evidenceIn } from './evidence.ts';
import type { Policy } from './policy.ts';
import { runEvidence } from './run-evidence.ts';
import type { Validation } from './validation.ts';

/** Evidence that does not lie in the checkpoint: what someone knows of it or wants of it. */
export type Surroundings = Omit<
  Partial<Subject>,
  'file' | 'problem' | 'checkpoint' | 'tensors' | 'training' | 'scalars'
>;

export interface ValidateOptions {
  /** What someone wants of it: its weights and training that goes on, unless said otherwise. */
  readonly questions?: readonly Question[];
  /** Rules to choose from. */
  readonly rules?: readonly Rule[];
  /** Ids or categories of the only rules to ask. */
  readonly only?: readonly string[];
  /** Ids or categories of rules not to ask. */
  readonly ignored?: readonly string[];
  readonly policy?: Policy;
  /** Whether warnings count as errors do. */
  readonly isStrict?: boolean;
  readonly around?: Surroundings;
  /** The day, as `2026-12-31`, for what expires. */
  readonly today?: string;
}

const DEFAULT_QUESTIONS: readonly Question[] = ['load', 'resume'];

/** Asks every rule about a checkpoint, or about a run. Reads scalar tensors, and no other data. */
export async function validate(
  what: Checkpoint | Run,
  options: ValidateOptions = {},
): Promise<Validation> {
  const inquiry = startInquiry(options);
  if ('root' in what) await askAboutCheckpoint(inquiry, what, options);
  else askAboutRun(inquiry, what, options);
  return inquiry.answer();
}

/** An inquiry about as many subjects as there are; a policy speaks where the options are silent. */
export function startInquiry(options: ValidateOptions): Inquiry {
  const { rules = allRules, policy, today = new Date().toISOString().slice(0, 10) } = options;
  const { only, ignored } = options;
  return new Inquiry({
    rules,
    today,
    questions: options.questions ?? policy?.questions ?? DEFAULT_QUESTIONS,
    isStrict: options.isStrict ?? policy?.isStrict ?? false,
    ...(only !== undefined && { only }),
    ...(ignored !== undefined && { ignored }),
    ...(policy !== undefined && { policy }),
  });
}

async function askAboutCheckpoint(
  inquiry: Inquiry,
  checkpoint: Checkpoint,
  options: ValidateOptions,
): Promise<void> {
  inquiry.ask(await subjectOf(inquiry, checkpoint, options), 'checkpoint');
}

/** All that can be known of a checkpoint; nothing is read after it. */
export async function subjectOf(
  inquiry: Inquiry,
  checkpoint: Checkpoint,
  options: ValidateOptions,
): Promise<Subject> {
  const own = await evidenceIn(checkpoint, inquiry.reads('scalars'));
  return { ...surroundings(options), ...own };
}

export function askAboutRun(inquiry: Inquiry, run: Run, options: ValidateOptions): void {
  inquiry.ask({ ...surroundings(options), file: run.path, ...runEvidence(run) }, 'run');
}

/** A policy’s requirements are evidence for the rules that judge them, and so is what was asked for. */
export function surroundings({ around, policy, questions }: ValidateOptions): Surroundings {
  const askedFor = questions ?? policy?.questions;
  return {
    ...around,
    ...(policy !== undefined && { requirements: policy.requirements }),
    ...(askedFor !== undefined && { askedFor }),
  };
}
