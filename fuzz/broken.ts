import { CkptError } from '../src/errors.ts';

/** A promise that was not kept, in one word of its own for each: what would else be no error. */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly promise: string;

  constructor(promise: string, what: string) {
    super(`${promise}: ${what}`);
    this.promise = promise;
  }
}

/** What could act on a terminal or pass for other text; a line may end. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const UNSAFE_BUT_NEWLINES = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

export function checkText(text: string, what: string, hasLines = true): void {
  const found = (hasLines ? UNSAFE_BUT_NEWLINES : UNSAFE).exec(text);
  if (found === null) return;
  const around = text.slice(Math.max(0, found.index - 30), found.index + 30);
  throw new Broken('control-characters', `in ${what}: ${JSON.stringify(around)}`);
}

/** Throws on what is no typed error of the file `name`, or one that says a wrong place. */
export function checkError(error: unknown, name: string, byteLength: number): void {
  if (!(error instanceof CkptError)) throw error;
  const { file, offset } = error.place;
  if (!file.includes(name)) throw new Broken('error-file', `${file} of ${name}`);
  if (offset === undefined) return;
  // What lies in an archive is inflated, and counts its own bytes.
  const isOwn = file === name;
  if (!Number.isSafeInteger(offset) || offset < 0 || (isOwn && offset > byteLength)) {
    throw new Broken('error-offset', `${offset} of ${byteLength}: ${error.finding.slice(0, 200)}`);
  }
}
