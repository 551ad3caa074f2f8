import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDirectory } from '../../src/node/directory.ts';
import { openFile } from '../../src/node/file.ts';
import { type Scan, scanPaths } from '../../src/operations/scan-paths.ts';
import { announce, CORPUS, FIXTURES, hasCorpus } from '../support/corpus.ts';

const disk = { open: openFile, directory: (path: string) => nodeDirectory(path) };
const scanned = (path: string) => scanPaths([path], disk, { today: '2026-01-01' });

/** Findings that are more than a note, by file. */
function reproaches({ findings }: Scan, folder: string): string[] {
  return findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ file, rule }) => `${relative(folder, file)}: ${rule}`);
}

/** Files that hold what is told of them. */
const MEANT = ['torch/trailing_bytes.pt: security/hidden-bytes'];
const SOUND = ['torch', 'lightning', 'dcp', 'deepspeed', 'hf', 'runs', 'third-party'];

describe.runIf(hasCorpus)('scanning the corpus', () => {
  for (const folder of SOUND) {
    it(`finds nothing to reproach ${folder} with`, async () => {
      const scan = await scanned(join(CORPUS, folder));
      const count = (safety: string) => scan.files.filter((one) => one.safety === safety).length;
      const inert = scan.files.filter(({ isInert }) => isInert).length;
      announce(
        `scanned ${folder}: ${scan.files.length} files, ${count('clean')} clean, of which ${inert} are ` +
          `proved inert, ${count('unaudited')} unaudited, ${scan.otherCount} others`,
      );
      expect(scan.files.length).toBeGreaterThan(20);
      expect(reproaches(scan, CORPUS)).toEqual(MEANT.filter((one) => one.startsWith(`${folder}/`)));
    });
  }

  it('says of broken files that they are, and of none that it is dangerous', async () => {
    const { files } = await scanned(join(CORPUS, 'broken'));
    const dangerous = files.filter(({ safety }) => safety === 'dangerous');
    expect(dangerous).toEqual([]);
    const cut = files.filter(({ file }) => /truncated_(?!then)|_truncated/.test(file));
    expect(cut.length).toBeGreaterThan(10);
    const whole = cut.filter(({ integrity }) => integrity.state !== 'truncated');
    expect(whole.map(({ file }) => file)).toEqual([]);
  });
});

describe('scanning the fixtures', () => {
  it('finds the two that name a command, and nothing in the others', async () => {
    const scan = await scanned(FIXTURES);
    const dangerous = scan.files.filter(({ safety }) => safety === 'dangerous');
    // What fuzzing found may be anything.
    const isOurs = (file: string) => !file.startsWith('fuzz/');
    expect(dangerous.map(({ file }) => relative(FIXTURES, file)).filter(isOurs)).toEqual([
      'hostile/duplicate-entry.pt',
      'hostile/reduce-os-system.pkl',
    ]);
    expect(reproaches(scan, FIXTURES).filter(isOurs)).toEqual([
      'hostile/duplicate-entry.pt: security/dangerous-import',
      'hostile/duplicate-entry.pt: security/ambiguous-archive',
      'hostile/reduce-os-system.pkl: security/dangerous-import',
    ]);
    expect(scan.verdict).toBe('failed');
  });
});

if (!hasCorpus) announce('scanning: no corpus at hand');
