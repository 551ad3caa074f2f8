import { writeSync } from 'node:fs';

const STDOUT = 1;
let state: 'direct' | 'queued' | 'closed' = 'direct';

/**
 * Writes to a file or pipe at once. `process.stdout` would do so too, after loading Node’s streams,
 * which takes longer than inspecting a file; it is left for pipes that are not ready. Whoever reads
 * may stop, as head does: that is no error, and the rest is for nobody.
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
      else throw error;
    }
  }
  if (state === 'queued') process.stdout.write(bytes);
}
