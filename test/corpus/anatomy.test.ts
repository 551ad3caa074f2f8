/** Every checkpoint of the corpus as a page and as data. */
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { openFile } from '../../src/node/file.ts';
import { SECTIONS } from '../../src/operations/sections.ts';
import { announce, CORPUS, goldenCases, hasCorpus } from '../support/corpus.ts';
import { memoryHost } from '../support/memory-host.ts';
import { reportErrors } from '../support/schema.ts';

const FOLDERS = ['lightning', 'runs', 'torch', 'hf', 'deepspeed', 'dcp'];
const files = hasCorpus
  ? FOLDERS.flatMap((folder) => goldenCases(join(CORPUS, folder)).map(({ file }) => file))
  : [];
announce(`pages and reports of the corpus: ${files.length} files`);

const WIDTH = 80;

async function ckpt(...argv: string[]) {
  const host = { ...memoryHost({}, { color: false, width: WIDTH }), open: openFile };
  let stdout = '';
  host.out = (text) => {
    stdout += text;
  };
  const exitCode = await run(argv, host);
  return { exitCode, stdout };
}

describe.skipIf(files.length === 0)('every checkpoint of the corpus', () => {
  for (const file of files) {
    const name = relative(CORPUS, file);

    it(`${name} fits the screen`, async () => {
      const { stdout } = await ckpt('inspect', file);
      // What was found odd is a sentence and is not cut; a tree of thirty levels goes on to the right.
      const lines = stdout.split('\n').filter((line) => !/^note:|^ {60}/.test(line));
      expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
      expect(stdout).not.toMatch(/undefined|\[object|NaN of/);
    });

    it(`${name} keeps to the schema`, async () => {
      const { exitCode, stdout } = await ckpt('inspect', file, '--format', 'json');
      if (exitCode === 2 && stdout === '') throw new Error('no report');
      expect(reportErrors(JSON.parse(stdout))).toEqual([]);
    });
  }
});

describe.skipIf(files.length === 0)('every section of a Lightning checkpoint', () => {
  for (const file of files.filter((path) => /lightning\/(?:ema|gan|swa|old)\//.test(path))) {
    it(`${basename(file)} is what the screen shows of it, or is not there`, async () => {
      const whole = JSON.parse((await ckpt('inspect', file, '--format', 'json')).stdout).training;
      for (const section of SECTIONS) {
        const asked = await ckpt('inspect', file, '--section', section, '--format', 'json');
        const member = section === 'random-state' ? 'randomState' : section;
        const isThere = JSON.stringify(whole[member]).length > 2;
        expect([section, asked.exitCode]).toEqual([section, isThere ? 0 : 2]);
        if (!isThere || section === 'hyperparameters') continue;
        expect(JSON.parse(asked.stdout)).toEqual(whole[member]);
      }
    });
  }
});
