export const VERIFY_FORMATS = ['text', 'json'] as const;

/** The options of `verify`. */
export interface VerifyOptions {
  /** A file that `hash --manifest` wrote. */
  readonly manifest?: string;
  readonly format: (typeof VERIFY_FORMATS)[number];
  readonly limit?: readonly string[];
}

/** The options of `hash`. */
export interface HashOptions {
  readonly all?: boolean;
  /** Where to write the digests. */
  readonly manifest?: string;
  readonly force?: boolean;
  readonly format: (typeof VERIFY_FORMATS)[number];
  readonly limit?: readonly string[];
}
