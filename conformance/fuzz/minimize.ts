import type { Oracle, Reply } from './oracle.ts';
import type { Divergence, Target } from './target.ts';

/** A crash takes the process along, and a hang takes seconds. */
const MOST_ROUNDS = 400;

/** The shortest input found that diverges in the same way: ever smaller pieces are left out. */
export async function minimized<Answer>(
  input: Uint8Array,
  kind: string,
  target: Target<Answer>,
  oracle: Oracle<Answer>,
): Promise<Divergence & { readonly hex: string }> {
  const ask = async (mutant: Uint8Array) => {
    const tried = target.wrap?.(mutant) ?? mutant;
    const [reply] = await oracle.ask([tried]);
    return target.compare(tried, reply as Reply<Answer>, () => undefined);
  };
  let best = input;
  let divergence = (await ask(best)) ?? { kind, detail: 'not seen again' };
  let rounds = 0;
  for (let size = best.length >> 1; size >= 1 && rounds < MOST_ROUNDS; ) {
    let isShorter = false;
    for (let start = 0; start < best.length && rounds < MOST_ROUNDS; rounds += 1) {
      const shorter = without(best, start, size);
      const now = await ask(shorter);
      if (now?.kind === kind) {
        best = shorter;
        divergence = now;
        isShorter = true;
      } else start += size;
    }
    if (!isShorter || size > 1) size >>= 1;
  }
  return { ...divergence, hex: Buffer.from(best).toString('hex') };
}

function without(bytes: Uint8Array, start: number, length: number): Uint8Array {
  const rest = new Uint8Array(bytes.length - Math.min(length, bytes.length - start));
  rest.set(bytes.subarray(0, start));
  rest.set(bytes.subarray(start + length), start);
  return rest;
}
