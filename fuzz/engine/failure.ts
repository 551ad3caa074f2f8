import { Broken } from '../broken.ts';

/** Something that may never happen. */
export interface Failure {
  /** What tells it from others, whatever input shows it. */
  readonly kind: string;
  readonly message: string;
  readonly stack: string;
}

/** Longer stacks repeat themselves. */
const MOST_STACK = 4_000;
const FRAME = /^\s+at (?:async )?(?:new )?([\w.#$<>]+) \(?.*?((?:src|fuzz|test)\/[\w./-]+\.ts)/;

/** A failure of the sort that code throws. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Broken) {
    const { promise, message, stack = '' } = error;
    return { kind: promise, message, stack };
  }
  if (!(error instanceof Error)) {
    return { kind: 'thrown-value', message: String(error).slice(0, 500), stack: '' };
  }
  const stack = (error.stack ?? '').slice(0, MOST_STACK);
  const { name } = error;
  const message = error.message.slice(0, 500);
  const place = isOverflow(error) ? ' in a recursion' : placeOf(stack);
  return { kind: `${name}${place}`, message, stack };
}

/** Where a stack ends that runs over is chance. */
function isOverflow(error: Error): boolean {
  return error instanceof RangeError && error.message.startsWith('Maximum call stack');
}

/** The uppermost function of ours. */
function placeOf(stack: string): string {
  for (const line of stack.split('\n')) {
    const [, name, file] = FRAME.exec(line) ?? [];
    if (name !== undefined && file !== undefined) return ` in ${name} of ${file}`;
  }
  return '';
}

/** A kind as a part of a file’s name. */
export function slugOf(kind: string): string {
  const slug = kind.replaceAll(/src\/|\.ts/g, '').replaceAll(/[^A-Za-z0-9]+/g, '-');
  return slug.replaceAll(/^-|-$/g, '').slice(0, 80);
}
