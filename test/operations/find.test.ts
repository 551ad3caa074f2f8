import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { type FindOptions, findCheckpoints } from '../../src/operations/find.ts';
import type { Directory } from '../../src/runs/directory.ts';
import { type MemoryFiles, memoryDirectory } from '../support/memory-directory.ts';

const some = new Uint8Array(10);
const tree = (...paths: string[]): MemoryFiles =>
  Object.fromEntries(paths.map((path) => [path, some]));

const context = { limits: DEFAULT_LIMITS };

async function find(
  files: MemoryFiles,
  paths: readonly string[],
  options: Partial<FindOptions> = {},
) {
  const asked = paths.map((path) => ({ path, directory: memoryDirectory(files, path) }));
  const { folders, remarks } = await findCheckpoints(asked, { context, ...options });
  const all = folders.flatMap(({ run, checkpoints }) =>
    checkpoints.map((checkpoint) => ({ run, ...checkpoint })),
  );
  const names = all.filter(({ isAsked }) => isAsked).map(({ path }) => path);
  return { folders, remarks, all, paths: names };
}

describe('looking below a folder', () => {
  it('finds checkpoints by their names, as deep as they lie, in natural order', async () => {
    const files = tree(
      ...['r/v10/epoch=10.ckpt', 'r/v10/epoch=9.ckpt', 'r/v9/a/b/c/model.safetensors', 'r/top.pt'],
      ...['r/config.yaml', 'r/v9/train.log', 'other/x.ckpt'],
    );
    expect((await find(files, ['r'])).paths).toEqual([
      'r/top.pt',
      'r/v9/a/b/c/model.safetensors',
      'r/v10/epoch=9.ckpt',
      'r/v10/epoch=10.ckpt',
    ]);
  });

  const spellings = [
    ['.', ['r/a.ckpt']],
    ['', ['r/a.ckpt']],
    ['./', ['r/a.ckpt']],
    ['r/', ['r/a.ckpt']],
    ['./r', ['r/a.ckpt']],
  ] as const;
  for (const [path, expected] of spellings) {
    it(`names what is below ${JSON.stringify(path)} as short as can be`, async () => {
      const files = tree('r/a.ckpt');
      const directory = memoryDirectory(files, path.replace(/^\.\/?/, '').replace(/\/$/, ''));
      const { folders } = await findCheckpoints([{ path, directory }], { context });
      expect(folders.flatMap(({ checkpoints }) => checkpoints.map((one) => one.path))).toEqual(
        expected,
      );
    });
  }

  it('looks at a folder once, however often it is named', async () => {
    expect((await find(tree('r/v/a.ckpt'), ['r', 'r/v', 'r/'])).paths).toEqual(['r/v/a.ckpt']);
  });

  it('leaves out hidden folders and installed programs', async () => {
    const files = tree(
      ...['r/.git/a.ckpt', 'r/venv/pyvenv.cfg', 'r/venv/lib/site.pth', 'r/node_modules/m/a.bin'],
      ...['r/lib/site-packages/distutils-precedence.pth', 'r/a.ckpt'],
    );
    expect((await find(files, ['r'])).paths).toEqual(['r/a.ckpt']);
  });

  it('tells the run of each', async () => {
    const files = tree(
      ...['o/10-00/.hydra/config.yaml', 'o/10-00/logs/version_0/checkpoints/a.ckpt'],
      ...['l/version_3/checkpoints/b.ckpt', 'plain/c.ckpt'],
    );
    const { all } = await find(files, ['.']);
    const runs = Object.fromEntries(all.map(({ path, run }) => [path.slice(-6), run]));
    expect(runs).toEqual({ 'a.ckpt': 'o/10-00', 'b.ckpt': 'l/version_3', 'c.ckpt': 'plain' });
    const named = await find(tree('checkpoints/a.ckpt'), ['checkpoints']);
    expect(named.all[0]?.run).toBe('checkpoints');
    expect((await find(tree('a.ckpt'), ['.'])).all[0]?.run).toBe('.');
  });
});

describe('checkpoints of several files', () => {
  const shards = [1, 2, 3].map((number) => `m/model-0000${number}-of-00003.safetensors`);

  it('an index counts for its shards', async () => {
    const { all } = await find(tree('m/model.safetensors.index.json', ...shards), ['m']);
    expect(all).toMatchObject([
      { path: 'm/model.safetensors.index.json', kind: 'index', fileCount: 4, byteLength: 40 },
    ]);
  });

  it('a variant has its own index', async () => {
    const files = tree(
      ...['m/model.safetensors.index.fp16.json', 'm/model.fp16-00001-of-00002.safetensors'],
      ...['m/model.fp16-00002-of-00002.safetensors', 'm/model.safetensors'],
    );
    const { all } = await find(files, ['m']);
    expect(all.map(({ path, fileCount }) => [path, fileCount])).toEqual([
      ['m/model.safetensors', 1],
      ['m/model.safetensors.index.fp16.json', 3],
    ]);
  });

  it('shards without an index are one row, and one that is all is a file', async () => {
    const { all } = await find(tree(...shards, 'm/whole-00001-of-00001.bin'), ['m']);
    expect(all).toMatchObject([
      { path: 'm/model-*-of-00003.safetensors', kind: 'loose-shards', fileCount: 3 },
      { path: 'm/whole-00001-of-00001.bin', kind: 'file', fileCount: 1 },
    ]);
  });

  it('a folder named as transformers names them is one, with all that is in it', async () => {
    const files = tree(
      ...['out/checkpoint-500/model.safetensors', 'out/checkpoint-500/optimizer.pt'],
      ...['out/checkpoint-500/trainer_state.json', 'out/checkpoint-20/notes.txt'],
      ...['out/checkpoint-1000/pytorch_model.bin.index.json', 'out/model.safetensors'],
    );
    const { all } = await find(files, ['out']);
    expect(all.map(({ path, kind, fileCount }) => [path, kind, fileCount])).toEqual([
      ['out/checkpoint-500/', 'folder', 3],
      ['out/checkpoint-1000/', 'folder', 1],
      ['out/model.safetensors', 'file', 1],
    ]);
  });

  it('a folder with the name of a file is a row, and not looked into', async () => {
    const { all } = await find(tree('r/epoch=1.ckpt/checkpoint/mp_rank_00_model_states.pt'), ['r']);
    expect(all.map(({ path }) => path)).toEqual(['r/epoch=1.ckpt']);
  });
});

describe('what several processes or metrics made of a checkpoint', () => {
  it('the files of all ranks are one row', async () => {
    const files = tree(
      ...[0, 1, 2].map((rank) => `d/s10/zero_pp_rank_${rank}_mp_rank_00_model_states.pt`),
      ...[0, 1, 2].map((rank) => `d/s10/zero_pp_rank_${rank}_mp_rank_00_optim_states.pt`),
      ...['d/s5/mp_rank_00_model_states.pt', 'd/s5/zero_pp_rank_0_mp_rank_00_optim_states.pt'],
    );
    const { all } = await find(files, ['d']);
    expect(all.map(({ path, fileCount }) => [path, fileCount])).toEqual([
      ['d/s5/mp_rank_00_model_states.pt', 2],
      ['d/s10/zero_pp_rank_*_mp_rank_*_model_states.pt', 6],
    ]);
  });

  it('a distributed checkpoint is its folder', async () => {
    const { all } = await find(tree('r/dcp/.metadata', 'r/dcp/__0_0.distcp', 'r/dcp/x.pt'), ['r']);
    expect(all).toMatchObject([{ path: 'r/dcp/', kind: 'folder-of-parts', fileCount: 3 }]);
  });

  it('a folder that the slash of a metric made belongs to the one it is in', async () => {
    const files = tree(
      ...['r/checkpoints/epoch=1-val/acc=0.5.ckpt', 'r/checkpoints/epoch=2-val/acc=0.7.ckpt'],
      ...['r/checkpoints/last.ckpt', 'r/epoch=3/sub/a.ckpt', 'r/epoch=3/b.ckpt'],
    );
    const { folders, paths } = await find(files, ['r']);
    expect(folders.map(({ path, checkpoints }) => [path, checkpoints.length])).toEqual([
      ['r/checkpoints', 3],
      ['r/epoch=3', 1],
      ['r/epoch=3/sub', 1],
    ]);
    expect(paths).toHaveLength(5);
  });
});

describe('a file that is named itself', () => {
  const files = tree('r/a.ckpt', 'r/last.ckpt', 'r/weights.dat', 'r/sub/b.ckpt');

  it('is found, whatever its name; its neighbors are read and not listed', async () => {
    const { paths, all } = await find(files, ['r/last.ckpt', 'r/weights.dat']);
    expect(paths).toEqual(['r/last.ckpt', 'r/weights.dat']);
    expect(all.map(({ path }) => path)).toEqual(['r/a.ckpt', 'r/last.ckpt', 'r/weights.dat']);
  });

  it('is listed once, also where its folder is', async () => {
    expect((await find(files, ['r', 'r/a.ckpt', 'r/sub/b.ckpt'])).paths).toEqual([
      'r/a.ckpt',
      'r/last.ckpt',
      'r/sub/b.ckpt',
    ]);
  });

  it('may be a folder of transformers, whose neighbors are read', async () => {
    const steps = [4, 8].map((step) => `out/checkpoint-${step}/model.safetensors`);
    const { paths, folders } = await find(tree(...steps), ['out/checkpoint-4']);
    expect(paths).toEqual(['out/checkpoint-4/']);
    expect(folders.map(({ path, checkpoints }) => [path, checkpoints.length])).toEqual([
      ['out', 2],
    ]);
  });

  it('is found where we are', async () => {
    expect((await find(tree('a.ckpt', 'b.ckpt'), ['b.ckpt'])).paths).toEqual(['b.ckpt']);
  });

  it('may be a shard', async () => {
    const name = 'model-00001-of-00002.safetensors';
    expect((await find(tree(`m/${name}`), [`m/${name}`])).paths).toEqual([`m/${name}`]);
  });

  it('is missed where it is not there', async () => {
    const { paths, remarks } = await find(files, ['r/no.ckpt', 'nowhere/a.ckpt', 'r/a.ckpt']);
    expect(paths).toEqual(['r/a.ckpt']);
    expect(remarks.map(({ path, error }) => [path, error?.kind])).toEqual([
      ['r/no.ckpt', 'no-such-file'],
      ['nowhere/a.ckpt', 'no-such-file'],
    ]);
  });
});

describe('what is in the way', () => {
  /** A folder in which those at `paths` cannot be listed. */
  function barred(files: MemoryFiles, path: string, paths: readonly string[]): Directory {
    const directory = memoryDirectory(files, path);
    return {
      ...directory,
      async list() {
        if (!paths.includes(path)) return directory.list();
        throw new SourceError('no entry', { file: path }, { kind: 'no-permission' });
      },
      enter: (name) => barred(files, `${path}/${name}`, paths),
    };
  }

  it('is said, and the rest is found', async () => {
    const files = tree('r/a/1.ckpt', 'r/b/2.ckpt', 'r/checkpoint-5/model.safetensors');
    const directory = barred(files, 'r', ['r/a', 'r/checkpoint-5']);
    const { folders, remarks } = await findCheckpoints([{ path: 'r', directory }], { context });
    expect(folders.map(({ path }) => path)).toEqual(['r/b']);
    expect(remarks.map(({ path, error }) => [path, error?.kind])).toEqual([
      ['r/a', 'no-permission'],
      ['r/checkpoint-5', 'no-permission'],
    ]);
    const whole = await findCheckpoints([{ path: 'r', directory: barred(files, 'r', ['r']) }], {
      context,
    });
    expect(whole.remarks).toMatchObject([{ path: 'r', error: { kind: 'no-permission' } }]);
  });

  it('links are not followed: files are rows, folders outside are said', async () => {
    const files: MemoryFiles = {
      'r/a.ckpt': some,
      'r/last.ckpt': { target: 'a.ckpt', leadsTo: 'file' },
      'r/gone.ckpt': { target: 'b.ckpt', leadsTo: 'nothing' },
      'r/latest-run': { target: 'v1', leadsTo: 'directory' },
      'r/scratch': { target: '/scratch/x', leadsTo: 'outside' },
    };
    const { paths, remarks } = await find(files, ['r']);
    expect(paths).toEqual(['r/a.ckpt', 'r/gone.ckpt', 'r/last.ckpt']);
    expect(remarks).toEqual([{ kind: 'link-outside', path: 'r/scratch', target: '/scratch/x' }]);
  });

  it('ends where someone asks to stop', async () => {
    let left = 3;
    const files = tree('r/a/1.ckpt', 'r/b/1.ckpt', 'r/c/1.ckpt', 'r/d/1.ckpt');
    const { paths } = await find(files, ['r'], {
      isInterrupted: () => left <= 0,
      async turn() {
        left -= 1;
      },
    });
    expect(paths.length).toBeLessThan(4);
  });
});

describe('a filter', () => {
  it('sees the path, what is below the folder asked for, and the name', async () => {
    const seen: (readonly string[])[] = [];
    const passes = (names: readonly string[]) => void seen.push(names) !== undefined;
    await find(tree('r/v/a.ckpt', 'r/checkpoint-5/model.safetensors'), ['r'], { passes });
    expect(seen).toContainEqual(['r/v/a.ckpt', 'v/a.ckpt', 'a.ckpt', 'a.ckpt']);
    expect(seen.flat()).toContain('checkpoint-5');
  });

  it('keeps the neighbors of what passes, unlisted, and leaves other folders', async () => {
    const { folders } = await find(tree('r/v/a.ckpt', 'r/v/b.ckpt', 'r/w/c.ckpt'), ['r'], {
      passes: ([path]) => path === 'r/v/a.ckpt',
    });
    expect(folders.map(({ path }) => path)).toEqual(['r/v']);
    expect(folders[0]?.checkpoints.map(({ isAsked }) => isAsked)).toEqual([true, false]);
  });
});
