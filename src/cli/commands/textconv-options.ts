/** The options of `textconv`. */
export interface TextconvOptions {
  /** Whether tensors get a digest of their values. */
  readonly hash: boolean;
  readonly limit?: readonly string[];
}
