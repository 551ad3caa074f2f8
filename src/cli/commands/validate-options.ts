import type { Question } from '../../rules/rule.ts';

export const VALIDATE_FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;
export const QUESTIONS = ['load', 'resume', 'eval', 'share'] as const satisfies Question[];

/** The options of `validate`. */
export interface ValidateCommandOptions {
  readonly for?: readonly Question[];
  readonly torch?: string;
  readonly lightning?: string;
  readonly expect?: readonly string[];
  readonly expectFrom?: string;
  readonly metrics?: readonly string[];
  readonly data?: boolean;
  readonly reference?: string;
  readonly strict?: boolean;
  readonly rule?: readonly string[];
  readonly ignore?: readonly string[];
  readonly policy?: string;
  readonly format: (typeof VALIDATE_FORMATS)[number];
  readonly limit?: readonly string[];
}
