/** Where a problem was seen. `offset` is absolute in the file, in bytes. */
export interface Place {
  readonly file: string;
  readonly offset?: number;
}

export type ErrorCode = 'source' | 'unknown-format' | 'malformed' | 'unsupported' | 'limit';

export interface CkptErrorOptions {
  /** A stable word for this very problem, for programs and for the CLI’s advice. */
  readonly kind?: string;
  /** The values in the message, for those who want to act on them. */
  readonly data?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/**
 * Every error `ckpt` throws on purpose: switch on `code` for what to do, on `kind` for what it was.
 * Anything else that escapes is a bug.
 */
export abstract class CkptError extends Error {
  abstract readonly code: ErrorCode;
  readonly place: Place;
  readonly kind: string | undefined;
  readonly data: Readonly<Record<string, string | number>>;
  /** The message without the place in front. */
  readonly finding: string;

  constructor(finding: string, place: Place, { kind, data = {}, cause }: CkptErrorOptions = {}) {
    super(`${placeText(place)}: ${finding}`, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.place = place;
    this.kind = kind;
    this.data = data;
    this.finding = finding;
  }
}

/** The bytes could not be had: no such file, no permission, a server that said no. */
export class SourceError extends CkptError {
  readonly code = 'source';
}

/** No format recognizes the file; `kind` says what it is instead, where that is known. */
export class UnknownFormatError extends CkptError {
  readonly code = 'unknown-format';
}

/** The bytes break their format’s rules: no reader could accept them. */
export class MalformedError extends CkptError {
  readonly code = 'malformed';
}

/** The bytes end before the value does: malformed, unless we were given only the beginning. */
export class TruncatedError extends MalformedError {}

/** The bytes are valid, and this part of the format is not read here (yet). */
export class UnsupportedError extends CkptError {
  readonly code = 'unsupported';
}

/** The file asks for more than `Limits` grants: it is hostile, or larger than any we have seen. */
export class LimitError extends CkptError {
  readonly code = 'limit';
}

/** Whether an error is about what the bytes say, rather than about getting at them. */
export function isContentError(error: unknown): error is CkptError {
  return error instanceof CkptError && !(error instanceof SourceError);
}

function placeText({ file, offset }: Place): string {
  return offset === undefined ? file : `${file} @ 0x${offset.toString(16)}`;
}
