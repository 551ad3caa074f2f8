import { describe, expect, it } from 'vitest';
import { baseName, belowRecorded, endsAlike, stepsHere } from '../../src/runs/recorded-path.ts';
import { relocated } from '../../src/runs/relocation.ts';
import { memoryDirectory } from '../support/memory-directory.ts';

/** Recorded, its folder as recorded, the folder here, where it is here. */
const RELOCATED: readonly (readonly [string, string | undefined, string, string | undefined])[] = [
  ['/a/ck/x.ckpt', '/a/ck', 'ck', 'ck/x.ckpt'],
  ['/a/ck/x.ckpt', '/a/ck', '', 'x.ckpt'],
  ['/a/ck/e=1-val/acc=1.ckpt', '/a/ck', 'ck', 'ck/e=1-val/acc=1.ckpt'],
  ['C:\\a\\ck\\x.ckpt', 'C:\\a\\ck', 'ck', 'ck/x.ckpt'],
  ['s3://b/ck/x.ckpt', 's3://b/ck', 'ck', 'ck/x.ckpt'],
  ['./logs/ck/x.ckpt', './logs/ck', 'ck', 'ck/x.ckpt'],
  ['logs/ck/x.ckpt', './logs/ck/', 'ck', 'ck/x.ckpt'],
  // no folder was recorded, or in another way: what lies beside counts
  ['/a/ck/x.ckpt', undefined, 'ck', 'ck/x.ckpt'],
  ['/a/ck/x.ckpt', 'logs/ck', 'ck', 'ck/x.ckpt'],
  // training was resumed from another version
  ['/a/v0/ck/x.ckpt', '/a/v1/ck', 'v1/ck', 'v0/ck/x.ckpt'],
  ['/a/v0/ck/x.ckpt', '/a/v1/ck', 'ck', undefined],
  ['/b/x.ckpt', '/a/ck', 'ck', undefined],
  ['/a/ck/../x.ckpt', '/a/ck', 'ck', undefined],
];

describe('a recorded path', () => {
  for (const [recorded, dirpath, folder, here] of RELOCATED) {
    it(`${recorded} of ${dirpath} is ${here} of ${folder}`, () => {
      expect(relocated(recorded, { folder, dirpath })).toBe(here);
    });
  }

  it('has a last step on any system', () => {
    const paths = ['/a/b.ckpt', 'C:\\a\\b.ckpt', 'b.ckpt', 's3://x/b.ckpt', 'a/b.ckpt/', ''];

    expect(paths.map(baseName)).toEqual(['b.ckpt', 'b.ckpt', 'b.ckpt', 'b.ckpt', 'b.ckpt', '']);
  });

  it('is told from a neighbor by whole steps', () => {
    expect(belowRecorded('/a/ck2/x.ckpt', '/a/ck')).toBe('x.ckpt');
    expect(belowRecorded('/a/ck/b/x.ckpt', '/a/ck')).toBe('b/x.ckpt');
  });
});

describe('two folders', () => {
  const CASES: readonly (readonly [string, readonly string[], boolean])[] = [
    ['/home/a/logs/version_0/checkpoints', ['logs', 'version_0', 'checkpoints'], true],
    ['/home/a/logs/version_0/checkpoints', ['vae', 'checkpoints'], false],
    ['/home/a/logs/version_0/checkpoints', ['checkpoints'], true],
    ['C:\\logs\\version_0', ['logs', 'version_0'], true],
    ['/x', ['y'], false],
    ['/x', [], true],
  ];
  for (const [recorded, found, isSame] of CASES) {
    it(`${recorded} and ${found.join('/')} ${isSame ? 'end alike' : 'differ'}`, () => {
      expect(endsAlike(recorded, found)).toBe(isSame);
    });
  }

  it('are known as far up as their names are', () => {
    const files = { 'a/b/c/x': new Uint8Array() };

    expect(stepsHere(memoryDirectory(files, 'a/b'), 'c')).toEqual(['a', 'b', 'c']);
    expect(stepsHere(memoryDirectory(files, '.'), 'a/b')).toEqual(['a', 'b']);
  });
});
