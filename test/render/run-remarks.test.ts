import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRemarks } from '../../src/render/text/run-remarks.ts';
import type { RunRemark } from '../../src/runs/run.ts';

const RUNS = join(import.meta.dirname, '../../src/runs');

/** How the sources spell the kind of a remark, and where one of several is chosen. */
const SPELLINGS = [/\bkind: '([\w-]+)',\s*path\b/g, /'((?:best|dangling|link)-[\w-]+)'/g];

const kinds = [
  ...new Set(
    readdirSync(RUNS)
      .map((file) => readFileSync(join(RUNS, file), 'utf8'))
      // What keeps a link from being opened is an error’s kind, and a remark’s only elsewhere.
      .flatMap((source) =>
        SPELLINGS.flatMap((spelling) =>
          Array.from(source.matchAll(spelling), ([, kind = '']) => kind),
        ),
      ),
  ),
].sort();

/** Has a value for whatever a sentence asks for. */
const ANYTHING: RunRemark['data'] = new Proxy({}, { get: () => '7' });

describe('every kind of remark', () => {
  it('is found in the sources', () => {
    expect(kinds.length).toBeGreaterThan(16);
    expect(kinds).toEqual(
      expect.arrayContaining(['best-missing', 'moved', 'too-deep', 'job-without-checkpoint']),
    );
  });

  for (const kind of kinds) {
    for (const path of ['a/b.ckpt', '']) {
      it(`has a sentence: ${kind}${path === '' ? ' of the folder itself' : ''}`, () => {
        const [sentence = ''] = runRemarks([{ kind, path, data: ANYTHING }]);

        expect(sentence).not.toContain(`${kind.replaceAll('-', ' ')}:`);
        expect(sentence).toMatch(/^\S.*\S$/);
        expect(sentence).not.toMatch(/undefined|NaN|\[object|\n|\s,/);
      });
    }
  }
});

const SENTENCES: readonly (readonly [RunRemark, string])[] = [
  [
    { kind: 'best-missing', path: 'x', data: { name: 'epoch=2.ckpt', score: 3.75 } },
    'the best checkpoint, of score 3.75, is not there: epoch=2.ckpt',
  ],
  [
    { kind: 'best-missing', path: 'x', data: { name: 'epoch=2.ckpt' } },
    'the best checkpoint is not there: epoch=2.ckpt',
  ],
  [
    { kind: 'job-without-checkpoint', path: '1', data: { job: 1, error: 'ValueError: no' } },
    'job 1 has no checkpoint; its log ends in ValueError: no',
  ],
  [{ kind: 'job-without-checkpoint', path: '1', data: { job: 1 } }, 'job 1 has no checkpoint'],
  [{ kind: 'no-checkpoint', path: '', data: {} }, 'no checkpoint in this folder can be read'],
  [{ kind: 'brand-new', path: 'x', data: {} }, 'brand new: x'],
  [
    { kind: 'moved', path: '', data: { recorded: '/a\u001b[2J' } },
    'saved in another folder, /a\\x1b[2J',
  ],
];

describe('what was remarked, in sentences', () => {
  for (const [remark, sentence] of SENTENCES) {
    it(sentence, () => expect(runRemarks([remark])).toEqual([sentence]));
  }
});
