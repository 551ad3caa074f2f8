import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { keepingRemarks } from '../../src/runs/keeping-remarks.ts';
import type { Keeping } from '../../src/runs/run.ts';
import { survey } from '../../src/runs/survey.ts';
import { memoryDirectory } from '../support/memory-directory.ts';
import { lightningFile, remarkKinds, runOf, texts } from '../support/run-files.ts';

const NOTHING_KEPT: Keeping = {
  ...{ path: 'ck/a.ckpt', monitor: 'val_loss', mode: 'min', dirpath: undefined },
  ...{ bestPath: undefined, bestScore: undefined, lastPath: undefined, bestK: new Map() },
};

const DIRPATH = '/old/version_0/checkpoints';
const at = (name: string) => `${DIRPATH}/${name}`;
const HERE = 'version_0/checkpoints';
const HPARAMS = texts({ 'version_0/hparams.yaml': 'lr: 0.1\n' });

/** The states of a run of three epochs that keeps the two best, and the last. */
const states = {
  first: {
    ...{ dirpath: DIRPATH, best: at('epoch=0.ckpt'), bestScore: 5, currentScore: 5 },
    bestK: { [at('epoch=0.ckpt')]: 5 },
  },
  second: {
    ...{ dirpath: DIRPATH, best: at('epoch=1.ckpt'), bestScore: 3, currentScore: 3 },
    bestK: { [at('epoch=0.ckpt')]: 5, [at('epoch=1.ckpt')]: 3 },
    last: at('last.ckpt'),
  },
  third: {
    ...{ dirpath: DIRPATH, best: at('epoch=1.ckpt'), bestScore: 3, currentScore: 4 },
    bestK: { [at('epoch=2.ckpt')]: 4, [at('epoch=1.ckpt')]: 3 },
    last: at('last.ckpt'),
  },
};
const SECOND = lightningFile(1, 20, states.second);
const THIRD = lightningFile(2, 30, states.third);
const WHOLE = {
  ...HPARAMS,
  [`${HERE}/epoch=1.ckpt`]: SECOND,
  [`${HERE}/epoch=2.ckpt`]: THIRD,
  [`${HERE}/last.ckpt`]: THIRD,
};

const without = (name: string) =>
  Object.fromEntries(Object.entries(WHOLE).filter(([path]) => path !== `${HERE}/${name}`));

describe('the files that a run keeps', () => {
  it('are those of its newest state, and nothing is remarked', async () => {
    const run = await runOf(WHOLE, 'version_0');

    expect(run.best).toEqual({
      ...{ path: 'checkpoints/epoch=1.ckpt', wanted: 'checkpoints/epoch=1.ckpt' },
      ...{ recorded: at('epoch=1.ckpt'), metric: 'val_loss', mode: 'min', score: 3, epoch: 1 },
    });
    expect(run.last).toBe('checkpoints/last.ckpt');
    expect(run.keeping).toHaveLength(1);
    expect(run.keeping[0]?.path).toBe('checkpoints/last.ckpt');
    expect(run.checkpoints.map(({ path, kind }) => [path, kind])).toEqual([
      ['checkpoints/epoch=1.ckpt', 'best'],
      ['checkpoints/epoch=2.ckpt', 'periodic'],
      ['checkpoints/last.ckpt', 'last'],
    ]);
    expect(run.remarks).toEqual([]);
  });

  it('have their own scores', async () => {
    const { checkpoints } = await runOf(WHOLE, 'version_0');

    expect(checkpoints.map(({ checkpoint }) => checkpoint?.metric?.value)).toEqual([3, 4, 4]);
  });

  it('do not take the score that an earlier file left behind', async () => {
    // A worse epoch enters nothing, and `current_score` stays that of the epoch before.
    const stale = lightningFile(5, 60, { ...states.third, currentScore: 4 });
    const { checkpoints } = await runOf({ ...HPARAMS, [`${HERE}/last.ckpt`]: stale }, 'version_0');

    expect(checkpoints[0]?.checkpoint?.metric).toEqual({
      ...{ name: 'val_loss', mode: 'min', value: undefined },
    });
  });

  it('may have lost the best one: the best of the others is said', async () => {
    const run = await runOf(without('epoch=1.ckpt'), 'version_0');

    expect(run.best).toMatchObject({ path: undefined, score: 3, epoch: 1 });
    expect(run.best?.instead).toEqual({ path: 'checkpoints/epoch=2.ckpt', score: 4 });
    expect(run.remarks).toEqual([
      {
        kind: 'best-missing',
        path: 'checkpoints/epoch=1.ckpt',
        data: { recorded: at('epoch=1.ckpt'), name: 'epoch=1.ckpt', score: 3 },
      },
    ]);
  });

  it('may have lost one of the best', async () => {
    const run = await runOf(without('epoch=2.ckpt'), 'version_0');

    expect(run.best?.path).toBe('checkpoints/epoch=1.ckpt');
    expect(remarkKinds(run)).toEqual(['kept-missing']);
    expect(run.remarks[0]?.data).toMatchObject({ name: 'epoch=2.ckpt', score: 4 });
  });

  it('may have lost the last one', async () => {
    const run = await runOf(without('last.ckpt'), 'version_0');

    expect(run.last).toBe('checkpoints/epoch=2.ckpt');
    expect(run.remarks).toMatchObject([
      { kind: 'last-missing', data: { recorded: at('last.ckpt') } },
    ]);
  });

  it('are looked for where the run is now', async () => {
    const moved = Object.fromEntries(
      Object.entries(WHOLE).map(([path, bytes]) => [path.replace('version_0', 'final'), bytes]),
    );
    const run = await runOf(moved, 'final');

    expect(run.kind).toBe('lightning-logs');
    expect(run.best?.path).toBe('checkpoints/epoch=1.ckpt');
    expect(run.remarks).toEqual([
      { kind: 'moved', path: 'checkpoints', data: { recorded: DIRPATH } },
    ]);
  });

  it('are not said to be missing where not all was looked at', async () => {
    const { [`${HERE}/epoch=1.ckpt`]: _, ...files } = { ...WHOLE, 'version_0/a/b/c/d': SECOND };
    const run = await runOf(files, 'version_0', { runDepth: 2 });

    expect(remarkKinds(run)).toEqual(['too-deep']);
  });

  it('may have been renamed', async () => {
    const run = await runOf(
      { ...without('epoch=1.ckpt'), [`${HERE}/epoch=1-mine.ckpt`]: SECOND },
      'version_0',
    );

    expect(run.best).toMatchObject({ path: 'checkpoints/epoch=1-mine.ckpt', score: 3 });
    expect(remarkKinds(run)).toEqual(['best-renamed']);
  });

  it('may be in the folder that training was resumed from', async () => {
    const best = '/elsewhere/ck/epoch=1.ckpt';
    const file = lightningFile(2, 30, { dirpath: DIRPATH, best, bestScore: 3 });
    const run = await runOf({ ...HPARAMS, [`${HERE}/epoch=2.ckpt`]: file }, 'version_0');

    expect(run.best).toMatchObject({ path: undefined, recorded: best, wanted: best });
    expect(remarkKinds(run)).toEqual(['best-elsewhere']);
  });

  it('of a best that is damaged', async () => {
    const run = await runOf({ ...WHOLE, [`${HERE}/epoch=1.ckpt`]: new Uint8Array() }, 'version_0');

    expect(run.best?.path).toBeUndefined();
    expect(remarkKinds(run)).toEqual(['best-unreadable']);
  });

  it('have no best where no metric is watched', async () => {
    const file = lightningFile(2, 30, {
      monitor: null,
      dirpath: DIRPATH,
      best: at('epoch=2.ckpt'),
    });
    const run = await runOf({ ...HPARAMS, [`${HERE}/epoch=2.ckpt`]: file }, 'version_0');

    expect(run.best).toBeUndefined();
    expect(run.remarks).toEqual([]);
  });

  it('are watched by several callbacks, which say the same of their folder', async () => {
    const keeping = { ...NOTHING_KEPT, dirpath: '/old/ck', lastPath: '/old/ck/last.ckpt' };
    const directory = memoryDirectory({ 'new/ck/a.ckpt': SECOND }, 'new');
    const found = await survey(directory, { limits: DEFAULT_LIMITS });

    expect(keepingRemarks([keeping, keeping], undefined, found)).toEqual([
      { kind: 'last-missing', path: 'ck/a.ckpt', data: { recorded: '/old/ck/last.ckpt' } },
      { kind: 'moved', path: 'ck', data: { recorded: '/old/ck' } },
    ]);
  });

  it('of which one has no number for a score', async () => {
    const nan = { dirpath: DIRPATH, best: at('epoch=1.ckpt'), bestScore: 3 };
    const first = { ...nan, bestK: { [at('epoch=0.ckpt')]: Number.NaN } };
    const third = { ...nan, bestK: { [at('epoch=2.ckpt')]: 4 } };
    const run = await runOf(
      {
        ...HPARAMS,
        [`${HERE}/epoch=0.ckpt`]: lightningFile(0, 10, first),
        [`${HERE}/epoch=2.ckpt`]: lightningFile(2, 30, third),
      },
      'version_0',
    );

    expect(run.best?.instead).toEqual({ path: 'checkpoints/epoch=2.ckpt', score: 4 });
  });

  it('are few enough: older states name those that were removed since', async () => {
    const run = await runOf(
      { ...WHOLE, [`${HERE}/older.ckpt`]: lightningFile(0, 10, states.first) },
      'version_0',
    );

    expect(run.remarks).toEqual([]);
  });
});
