import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pickle } from './pickle.ts';
import { safetensors } from './safetensors.ts';
import { compareMany, type Outcome } from './session.ts';
import type { Target } from './target.ts';
import { torchZip } from './torch-zip.ts';
import { weightsOnly } from './weights-only.ts';

type Missing = (...packages: string[]) => string | undefined;

const TARGETS = [pickle, weightsOnly, torchZip, safetensors] as const;

/** The exit code. */
export async function main(
  argv: readonly string[],
  python: string,
  whatIsMissing: Missing,
): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      what: { type: 'string' },
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string' },
      mutants: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const { seconds = values.mutants === undefined ? '60' : 'Infinity', mutants = 'Infinity' } =
    values;
  const extent = {
    seed: Number(values.seed),
    first: 0,
    mutants: Number(mutants),
    seconds: Number(seconds),
  };
  // Half of all inputs end in an error, and nobody reads where it was thrown.
  Error.stackTraceLimit = 0;
  let code = 0;
  for (const one of TARGETS) {
    const target = one as Target<unknown>;
    if (values.what !== undefined && target.what !== values.what) continue;
    const reason = whatIsMissing(...target.packages);
    if (reason !== undefined) {
      console.log(`${target.what}: skipped, ${reason} (CKPT_PYTHON names another Python)`);
      continue;
    }
    const outcome = await compareMany(target, python, extent);
    print(outcome);
    if (values.json !== undefined) appendFileSync(values.json, `${JSON.stringify(outcome)}\n`);
    if (outcome.found.length > 0) code = 1;
  }
  return code;
}

function print({ what, seed, mutants, seconds, counts, divergences, found }: Outcome): void {
  const rate = Math.round(mutants / seconds).toLocaleString('en');
  console.log(
    `${what}: ${mutants.toLocaleString('en')} mutants of seed ${seed} in ${seconds} s, ${rate} each second`,
  );
  for (const [name, count] of Object.entries(counts))
    console.log(`  ${count.toLocaleString('en')} ${name}`);
  const total = Object.values(divergences).reduce((sum, count) => sum + count, 0);
  console.log(`  ${total} divergences`);
  for (const [kind, count] of Object.entries(divergences)) console.error(`  ${count} × ${kind}`);
  for (const { number, kind, detail, hex } of found) {
    const shown = hex.length > 400 ? `${hex.slice(0, 400)}… (${hex.length / 2} bytes)` : hex;
    console.error(`${what} ${seed}:${number} ${kind}\n  ${detail}\n  ${shown}`);
  }
}
