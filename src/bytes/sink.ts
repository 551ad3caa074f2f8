/** Where bytes go, one after another: the counterpart of a `ByteSource`. */
export interface ByteSink {
  /** What a message calls it. */
  readonly name: string;
  /** `bytes` may be reused by the caller once this is done. */
  write(bytes: Uint8Array): Promise<void>;
  /** Puts bytes anywhere, so that several can write at once. Who does so does not call `write`. */
  writeAt?(bytes: Uint8Array, position: number): Promise<void>;
}

/**
 * A file that is being written. Nobody sees it before `commit`, and after `abort` there is nothing to
 * see; one of the two ends it.
 */
export interface NewFile {
  readonly sink: ByteSink;
  /** Begins to make durable what was written so far, so that `commit` has less to wait for. */
  settle?(): void;
  /** Makes what was written durable, and only then gives it its name. */
  commit(): Promise<void>;
  /** Leaves no trace. Never throws. */
  abort(): Promise<void>;
}
