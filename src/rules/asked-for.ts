import type { Question, Severity } from './rule.ts';

interface Asking {
  /** What someone said they want; absent where nobody said. */
  readonly askedFor?: readonly Question[] | undefined;
}

/** How serious it is that training cannot go on: very, for who said so; else nobody may want that. */
export function resumeSeverity(asking: Asking): Severity {
  return isResumeAsked(asking) ? 'error' : 'note';
}

/** Who asks for loading as well asks whatever the file may be good for. */
export function isResumeAsked({ askedFor = [] }: Asking): boolean {
  return askedFor.includes('resume') && !askedFor.includes('load');
}
