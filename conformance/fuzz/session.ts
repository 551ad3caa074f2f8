/** Asks both readers about inputs without end, and keeps what they do not agree on. */
import { Random } from '../../fuzz/random.ts';
import { minimized } from './minimize.ts';
import { Oracle } from './oracle.ts';
import type { Divergence, Target } from './target.ts';

/** While the other reader works on some batches, ours works on others. */
const IN_FLIGHT = 3;
/** Of each kind; the others are only counted. */
const MOST_KEPT = 3;

export interface Found extends Divergence {
  /** Which mutant it was: the same seed makes it again. */
  readonly number: number;
  readonly byteLength: number;
  /** The smallest input that is found to do the same. */
  readonly hex: string;
}

export interface Outcome {
  readonly what: string;
  readonly seed: number;
  readonly mutants: number;
  readonly seconds: number;
  /** What was compared, and what is let pass for a known reason. */
  readonly counts: Readonly<Record<string, number>>;
  readonly divergences: Readonly<Record<string, number>>;
  readonly found: readonly Found[];
}

export interface Extent {
  readonly seed: number;
  readonly first: number;
  readonly mutants: number;
  readonly seconds: number;
}

interface Batch<Reply> {
  readonly first: number;
  readonly mutants: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly replies: Promise<readonly Reply[]>;
}

export async function compareMany<Answer>(
  target: Target<Answer>,
  python: string,
  extent: Extent,
): Promise<Outcome> {
  const { seed } = extent;
  const seeds = await target.source.seeds();
  const oracle = new Oracle<Answer>(python, target.what);
  const counts = new Map<string, number>();
  const divergences = new Map<string, number>();
  const kept: { readonly number: number; readonly input: Uint8Array; readonly kind: string }[] = [];
  const tally = (what: string, count = 1) => add(counts, what, count);
  const last = extent.first + extent.mutants;
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let next = extent.first;
  let done = 0;
  const send = (): Batch<Awaited<ReturnType<typeof oracle.ask>>[number]> => {
    const first = next;
    const inputs: Uint8Array[] = [];
    const mutants: Uint8Array[] = [];
    while (inputs.length < target.batch && next < last) {
      const random = new Random(seed, next);
      const [one, other] = [random.pick(seeds), random.pick(seeds)];
      const mutant = target.source.mutate(random, one.bytes, other.bytes);
      mutants.push(mutant);
      inputs.push(target.wrap?.(mutant) ?? mutant);
      next += 1;
    }
    return { first, mutants, inputs, replies: oracle.ask(inputs) };
  };
  const sent: ReturnType<typeof send>[] = [];
  for (;;) {
    while (sent.length < IN_FLIGHT && next < last && elapsed() < extent.seconds) {
      sent.push(send());
      // Lets what was written go, so that the other side has something to do meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const batch = sent.shift();
    if (batch === undefined) break;
    const replies = await batch.replies;
    for (const [index, input] of batch.inputs.entries()) {
      const reply = replies[index];
      if (reply === undefined) throw new Error(`${target.what}: an answer is missing`);
      const divergence = await target.compare(input, reply, tally);
      if (divergence === undefined) continue;
      const { kind } = divergence;
      add(divergences, kind, 1);
      const number = batch.first + index;
      if ((divergences.get(kind) ?? 0) <= MOST_KEPT)
        kept.push({ number, kind, input: batch.mutants[index] ?? input });
    }
    done += batch.inputs.length;
  }
  const seconds = elapsed();
  const found: Found[] = [];
  for (const { number, input, kind } of kept) {
    const least = await minimized(input, kind, target, oracle);
    found.push({ number, byteLength: input.length, ...least });
  }
  oracle.close();
  return {
    what: target.what,
    seed,
    mutants: done,
    seconds: Math.round(seconds * 10) / 10,
    counts: Object.fromEntries(counts),
    divergences: Object.fromEntries(divergences),
    found,
  };
}

function add(counts: Map<string, number>, what: string, count: number): void {
  counts.set(what, (counts.get(what) ?? 0) + count);
}
