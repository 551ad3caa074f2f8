import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CkptError } from '../../src/errors.ts';
import { announce, CORPUS, FIXTURES, goldenCases, hasCorpus } from '../support/corpus.ts';
import { goldenRoot, openPath, typedRoot } from '../support/goldens.ts';

/** What each folder of the corpus must come to; `.metadata` is all that is read of `dcp`. */
const FOLDERS = ['torch', 'lightning', 'runs', 'hf', 'third-party', 'dcp', 'deepspeed', 'broken'];

/** Goldens are what torch gives for the whole file, so a shard of an index is a file like any other. */
async function checkGolden(file: string, golden: string): Promise<'equal' | 'refused by torch'> {
  const expected = goldenRoot(golden);
  if (!('root' in expected)) {
    // torch refuses it: it opens here with a remark, or is refused with a reason of ours.
    const opened = await openPath(file).catch((error: unknown) => error);
    if (opened instanceof Error) expect(opened).toBeInstanceOf(CkptError);
    // That torch does not open a pickle named as one is nothing odd.
    else if (!file.endsWith('.pkl')) expect(opened).toHaveProperty('anomalies.0.kind');
    return 'refused by torch';
  }
  expect(await typedRoot(file)).toEqual(expected.root);
  return 'equal';
}

describe('the tree of every fixture equals what the framework loads', () => {
  for (const { name, file, golden } of goldenCases(FIXTURES)) {
    it(name, async () => {
      await checkGolden(file, golden);
    });
  }
});

describe.runIf(hasCorpus)(
  'the tree of every file of the corpus equals what the framework loads',
  () => {
    for (const folder of FOLDERS) {
      it(folder, async () => {
        const counts = new Map<string, number>();
        const isFile = ({ name }: { name: string }) =>
          name !== 'folder.pt' && name !== 'unpacked.ckpt';
        for (const { name, file, golden } of goldenCases(join(CORPUS, folder)).filter(isFile)) {
          const outcome = await checkGolden(file, golden).catch((cause: unknown) => {
            throw new Error(`${folder}/${name}`, { cause });
          });
          counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        }
        announce(
          `corpus/${folder}: ${Array.from(counts, ([what, times]) => `${times} ${what}`).join(', ')}`,
        );
        expect(counts.get('equal')).toBeGreaterThan(0);
      });
    }
  },
);

if (!hasCorpus) announce('the corpus is not beside the project: only the fixtures were compared');
