/** Where bytes go, one after another: the counterpart of a `ByteSource`. */
export interface ByteSink {
  /** What a message calls it. */
  readonly name: string;
  /** `bytes` may be reused by the caller once this is done. */
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * A file that is being written. Nobody sees it before `commit`, and after `abort` there is nothing to
 * see; one of the two ends it.
 */
export interface NewFile {
  readonly sink: ByteSink;
  /** Makes what was written durable, and only then gives it its name. */
  commit(): Promise<void>;
  /** Leaves no trace. Never throws. */
  abort(): Promise<void>;
}
