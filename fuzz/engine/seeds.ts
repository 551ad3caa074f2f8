import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seed, Target } from '../target.ts';

/** The seeds of a target, and those kept of earlier runs. */
export async function seedsOf(
  target: Target,
  corpus: string | undefined,
): Promise<readonly Seed[]> {
  const seeds = await target.seeds();
  const folder = corpus === undefined ? undefined : join(corpus, target.name);
  if (folder === undefined || !existsSync(folder)) return seeds;
  const names = readdirSync(folder).sort();
  return [
    ...seeds,
    ...names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) })),
  ];
}
