import { writeSync } from 'node:fs';
import { OutputError } from '../cli/command.ts';

const STDOUT = 1;
let state: 'direct' | 'queued' | 'closed' = 'direct';

/**
 * Writes to a file or pipe at once. `process.stdout` would do so too, after loading Node’s streams,
 * which takes longer than inspecting a file; it is left for pipes that are not ready. Whoever reads
 * may stop, as head does: that is no error, and the rest is for nobody. Throws an `OutputError` where
 * the answer cannot be written.
 */
export function writeAnswer(text: string): void {
  let bytes: Uint8Array = new TextEncoder().encode(text);
  while (bytes.byteLength > 0 && state === 'direct') {
    try {
      bytes = bytes.subarray(writeSync(STDOUT, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') state = 'closed';
      else if (code === 'EAGAIN') state = 'queued';
      else throw outputError(error);
    }
  }
  if (state === 'queued') writeToStream(bytes);
}

/** For terminals, and for what is not ready: what goes wrong there is told later. */
export function writeToStream(text: string | Uint8Array): void {
  listen();
  if (state !== 'closed') process.stdout.write(text);
}

let isListening = false;

function listen(): void {
  if (isListening) return;
  isListening = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const isFirst = state !== 'closed';
    state = 'closed';
    if (error.code === 'EPIPE' || !isFirst) return;
    writeMessage(`ckpt: ${outputError(error).message}\n`);
    // Whatever the program makes of what it found, nobody could read it.
    process.once('exit', () => {
      process.exitCode = 2;
    });
  });
}

function outputError(cause: unknown): OutputError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new OutputError(`the answer could not be written: ${reason}`);
}

let isHeard = false;

/** Writes to `stderr`. Where that fails there is nobody to tell. */
export function writeMessage(text: string): void {
  if (!isHeard) process.stderr.on('error', () => {});
  isHeard = true;
  process.stderr.write(text);
}
