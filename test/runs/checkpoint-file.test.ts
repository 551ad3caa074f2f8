import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { SourceError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { readCheckpointFile } from '../../src/runs/checkpoint-file.ts';
import type { Directory, DirectoryEntry, Link } from '../../src/runs/directory.ts';
import { text } from '../support/bytes.ts';
import { type MemoryFiles, memoryDirectory } from '../support/memory-directory.ts';
import { lightningFile, loopFile } from '../support/run-files.ts';
import { logged, safetensorsBytes } from '../support/safetensors.ts';

const context = { limits: DEFAULT_LIMITS };

async function entryOf(directory: Directory, name: string): Promise<DirectoryEntry> {
  const entry = (await directory.list()).find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no ${name}`);
  return entry;
}

async function row(files: MemoryFiles, name: string, path = '.') {
  const directory = memoryDirectory(files, path);
  return readCheckpointFile(directory, await entryOf(directory, name), context);
}

const tensorFile = (name: string) =>
  safetensorsBytes({ [name]: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8);
const POINTER = text(
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 123456\n`,
);

describe('a checkpoint as a row', () => {
  it('has what its headers tell', async () => {
    const file = await row(
      { 'epoch=3-step=40.ckpt': lightningFile(3, 40) },
      'epoch=3-step=40.ckpt',
    );

    expect(file).toMatchObject({ path: 'epoch=3-step=40.ckpt', kind: 'periodic', modified: 0 });
    expect(file.error).toBeUndefined();
    expect(file.checkpoint).toMatchObject({ epoch: 3, step: 40, hasOptimizer: false, lrs: [] });
    expect(file.checkpoint?.framework?.id).toBe('lightning');
    expect(file.checkpoint?.versions.get('pytorch-lightning')).toBe('2.5.0');
  });

  it('is told from what its name promises', async () => {
    const file = await row({ 'a.ckpt': tensorFile('w') }, 'a.ckpt');

    expect(file.checkpoint?.format.id).toBe('safetensors');
    expect(file.checkpoint?.anomalies).toEqual(['wrong-extension']);
  });

  it('of no framework has no state', async () => {
    const { checkpoint } = await row({ 'a.pt': loopFile({ anything: 'else' }) }, 'a.pt');

    expect(checkpoint).toMatchObject({ epoch: undefined, tensorCount: 0 });
    expect(checkpoint?.parameterCount).toBeUndefined();
    expect(checkpoint?.framework).toBeUndefined();
  });

  it('reads nothing of its tensors', async () => {
    const source = logged(memorySource('m.safetensors', tensorFile('w')));
    const directory: Directory = {
      ...memoryDirectory({ 'm.safetensors': tensorFile('w') }, '.'),
      open: async () => ({ source, close: async () => {} }),
    };
    await readCheckpointFile(directory, await entryOf(directory, 'm.safetensors'), context);

    const end = Math.max(...source.reads.map(([, to]) => to));
    expect(end).toBeLessThanOrEqual(source.byteLength - 8);
  });

  it('has a counter in the name of its folder', async () => {
    const trainer = await row(
      { 'r/checkpoint-8/model.safetensors': tensorFile('w') },
      'model.safetensors',
      'r/checkpoint-8',
    );
    const nested = await row(
      { 'r/epoch=01-val/acc=0.5.ckpt': lightningFile(1, 4) },
      'acc=0.5.ckpt',
      'r/epoch=01-val',
    );

    expect(trainer.fileName.step).toBe(8);
    expect([...nested.fileName.metrics]).toEqual([['val/acc', { value: 0.5, digits: 1 }]]);
    expect(nested.fileName.epoch).toBe(1);
  });
});

const link = (target: string, leadsTo: Link['leadsTo']): Link => ({ target, leadsTo });
const ERRORS: readonly (readonly [string, Uint8Array | Link, string])[] = [
  ['that is empty', new Uint8Array(), 'empty'],
  ['that is a pointer of Git LFS', POINTER, 'git-lfs-pointer'],
  ['that leads nowhere', link('gone.pt', 'nothing'), 'dangling-link'],
  ['that leads out', link('/etc/passwd', 'outside'), 'link-outside'],
  ['that leads to itself', link('a.pt', 'itself'), 'link-to-itself'],
  ['that leads to a folder', link('b', 'directory'), 'directory'],
];

describe('what cannot be read', () => {
  for (const [what, content, kind] of ERRORS) {
    it(`is a row: a file ${what}`, async () => {
      const file = await row({ 'a.pt': content }, 'a.pt');

      expect(file.checkpoint).toBeUndefined();
      expect(file.error?.kind).toBe(kind);
      expect(file.path).toBe('a.pt');
    });
  }

  it('is cut short at every byte', async () => {
    const whole = lightningFile(3, 40);
    for (let end = 0; end < whole.length; end += 1) {
      const file = await row({ 'a.ckpt': whole.subarray(0, end) }, 'a.ckpt');

      expect(file.error, `cut at ${end}`).toBeDefined();
    }
  });

  it('keeps the link in its row', async () => {
    const { link: kept, kind } = await row({ 'last.ckpt': link('x.ckpt', 'nothing') }, 'last.ckpt');

    expect(kept).toEqual({ target: 'x.ckpt', leadsTo: 'nothing' });
    expect(kind).toBe('last');
  });

  it('is a folder with the name of a checkpoint', async () => {
    const file = await row({ 'a.ckpt/x.distcp': new Uint8Array() }, 'a.ckpt');

    expect(file.error?.kind).toBe('checkpoint-folder');
  });
});

describe('files that are opened', () => {
  const INDEX = text(
    JSON.stringify({
      metadata: {},
      weight_map: { a: 'm-00001-of-00002.safetensors', b: 'm-00002-of-00002.safetensors' },
    }),
  );
  const SHARDS = {
    'm.safetensors.index.json': INDEX,
    'm-00001-of-00002.safetensors': tensorFile('a'),
    'm-00002-of-00002.safetensors': tensorFile('b'),
  };

  /** Counts what is open; reading the file called `broken` fails. */
  function counting(files: MemoryFiles, broken?: string) {
    const inner = memoryDirectory(files, '.');
    const counts = { opened: 0, open: 0 };
    const directory: Directory = {
      ...inner,
      async open(name) {
        const { source } = await inner.open(name);
        counts.opened += 1;
        counts.open += 1;
        const read = (start: number, end: number) => {
          if (name === broken) throw new SourceError('gone', { file: name }, { kind: 'changed' });
          return source.read(start, end);
        };
        const close = async () => {
          counts.open -= 1;
        };
        return { source: { ...source, read }, close };
      },
    };
    return { directory, counts };
  }

  const CASES: readonly (readonly [string, string | undefined, number])[] = [
    ['all', undefined, 3],
    ['also where a shard fails', 'm-00002-of-00002.safetensors', 3],
    ['also where the index fails', 'm.safetensors.index.json', 1],
  ];
  for (const [what, broken, opened] of CASES) {
    it(`are closed: ${what}`, async () => {
      const { directory, counts } = counting(SHARDS, broken);
      const entry = await entryOf(directory, 'm.safetensors.index.json');
      await readCheckpointFile(directory, entry, context);

      expect(counts).toEqual({ opened, open: 0 });
    });
  }

  it('are not those that a link leads to outside of the folder', async () => {
    const name = 'm-00002-of-00002.safetensors';
    const files = { ...SHARDS, [name]: link('/etc/passwd', 'outside') };
    const { directory, counts } = counting(files);
    const entry = await entryOf(directory, 'm.safetensors.index.json');
    const { checkpoint } = await readCheckpointFile(directory, entry, context);

    expect(counts.opened).toBe(2);
    expect(checkpoint?.tensorCount).toBe(1);
    expect(checkpoint?.anomalies).toEqual(expect.arrayContaining([expect.stringMatching(/shard/)]));
  });
});
