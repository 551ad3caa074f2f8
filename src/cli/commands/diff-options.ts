export const DIFF_FORMATS = ['text', 'json', 'markdown'] as const;

/** The options of `diff`. */
export interface DiffOptions {
  readonly only?: string;
  readonly filter?: readonly string[];
  readonly map?: readonly string[];
  readonly stripPrefix?: readonly string[];
  readonly strict?: boolean;
  readonly all?: boolean;
  readonly values?: boolean;
  readonly atol?: number;
  readonly rtol?: number;
  readonly stat?: boolean;
  readonly exitCode?: boolean;
  readonly quiet?: boolean;
  readonly git?: boolean;
  readonly format: (typeof DIFF_FORMATS)[number];
  readonly limit?: readonly string[];
}
