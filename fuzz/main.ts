/** `npm run fuzz`: changes files until something breaks. docs/fuzzing.md tells more. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { fuzz, type Result } from './engine/campaign.ts';
import { Checker } from './engine/checker.ts';
import { guard } from './engine/guard.ts';
import { Mutants } from './engine/mutants.ts';
import { type Options, optionsFrom, USAGE } from './engine/options.ts';
import { seedsOf } from './engine/seeds.ts';
import { GUARD } from './engine/start.ts';
import { work } from './engine/worker.ts';
import type { Target } from './target.ts';
import { TARGETS, targetNamed } from './targets.ts';

const FINDINGS = join(import.meta.dirname, '../../fixtures/fuzz');
/** Where a mutant that was asked for by its number is put. */
const REPLAYED = 'replayed.bin';

async function main(args: readonly string[]): Promise<void> {
  let options: Options;
  let targets: readonly Target[];
  try {
    options = optionsFrom(args);
    targets = options.format === 'all' ? TARGETS : [targetNamed(options.format)];
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  for (const target of targets) {
    if (options.replay !== undefined) await replay(target, options, options.replay);
    else await run(target, options, options.seconds / targets.length);
  }
}

async function run(target: Target, options: Options, seconds: number): Promise<void> {
  tell(await fuzz(target, options, seconds, options.findings ?? FINDINGS), options);
}

function tell(result: Result, { json }: Options): void {
  const { format, mutants, perSecond, seconds, corpus, findings, hangs, peakRss } = result;
  process.stdout.write(
    `${format}: ${mutants} mutants in ${seconds} s, ${perSecond}/s, corpus ${corpus}, ` +
      `${findings.length} findings, ${hangs} hangs, peak ${peakRss} MiB\n`,
  );
  if (findings.length > 0) process.exitCode = 1;
  if (json === undefined) return;
  const record = { date: new Date().toISOString(), node: process.version, ...result };
  appendFileSync(json, `${JSON.stringify(record)}\n`);
}

/** One input once more: a mutant by its number, or a file. */
async function replay(target: Target, options: Options, which: string): Promise<void> {
  const [, seed, number] = /^(\d+):(\d+)$/.exec(which) ?? [];
  const isMutant = seed !== undefined && number !== undefined;
  const bytes = isMutant
    ? new Mutants(target, await seedsOf(target, options.corpus), Number(seed)).blind(Number(number))
    : new Uint8Array(readFileSync(which));
  if (isMutant) writeFileSync(REPLAYED, bytes);
  const { failure, cpu, peakRss } = await new Checker(target.name).checkAlone(bytes);
  const facts = `${bytes.length} bytes, ${Math.round(cpu)} ms, ${Math.round(peakRss / 2 ** 20)} MiB`;
  const where = isMutant ? `, now in ${REPLAYED}` : '';
  process.stdout.write(`${target.name}: ${facts}${where}\n`);
  if (failure === undefined) return;
  process.stdout.write(`${failure.kind}: ${failure.message}\n${failure.stack}\n`);
  process.exitCode = 1;
}

if (!isMainThread) void work();
else if (process.argv[2] === GUARD) guard();
else void main(process.argv.slice(2));
