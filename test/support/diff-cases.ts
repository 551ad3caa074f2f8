/** The checkpoints of Lightning in the corpus, each with what Python says is in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Side, sideOf } from '../../src/operations/diff/side.ts';
import { CORPUS, goldenCases, hasCorpus } from './corpus.ts';
import { entriesOf, type Golden } from './golden-differences.ts';
import { openPath } from './goldens.ts';

export interface DiffCase {
  readonly name: string;
  readonly root: ReadonlyMap<string, Golden>;
  readonly side: Side;
}

export async function lightningCases(): Promise<DiffCase[]> {
  const cases: DiffCase[] = [];
  if (!hasCorpus) return cases;
  for (const { name, file, golden } of goldenCases(join(CORPUS, 'lightning'))) {
    const { root } = JSON.parse(readFileSync(golden, 'utf8'));
    cases.push({ name, root: entriesOf(root), side: await sideOf(await openPath(file)) });
  }
  return cases;
}
