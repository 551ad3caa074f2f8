import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { Directory } from '../../src/runs/directory.ts';
import { checkpointsIn, survey, surveyBelow } from '../../src/runs/survey.ts';
import { type MemoryFiles, memoryDirectory } from '../support/memory-directory.ts';
import { remarkKinds, runOf } from '../support/run-files.ts';

const NOTHING = new Uint8Array();
const filesAt = (...paths: readonly string[]): MemoryFiles =>
  Object.fromEntries(paths.map((path) => [path, NOTHING]));
const surveyOf = (files: MemoryFiles, limits = {}) =>
  survey(memoryDirectory(files, 'r'), { limits: { ...DEFAULT_LIMITS, ...limits } });
const paths = (files: Iterable<{ readonly path: string }>) => Array.from(files, ({ path }) => path);

describe('what lies below a folder', () => {
  it('is listed by path, nearer files first', async () => {
    const { files, directories, remarks } = await surveyOf(
      filesAt('r/b/c/d.pt', 'r/b/a.pt', 'r/z'),
    );

    expect([...files.keys()]).toEqual(['z', 'b/a.pt', 'b/c/d.pt']);
    expect([...directories.keys()]).toEqual(['b', 'b/c']);
    expect(remarks).toEqual([]);
  });

  it('is not what belongs to other programs', async () => {
    const { files } = await surveyOf(
      filesAt(
        'r/.git/a.pt',
        'r/node_modules/a.pt',
        'r/__pycache__/a.pt',
        'r/.hidden/a.pt',
        'r/.hydra/config.yaml',
      ),
    );

    expect([...files.keys()]).toEqual(['.hydra/config.yaml']);
  });

  it('is not what a link leads to', async () => {
    const run = await runOf(
      {
        'r/a.pt': NOTHING,
        'r/inside': { target: 'b', leadsTo: 'directory' },
        'r/outside': { target: '/', leadsTo: 'outside' },
        'r/config.yaml': { target: 'gone.yaml', leadsTo: 'nothing' },
        'r/loop': { target: 'loop', leadsTo: 'itself' },
      },
      'r',
    );

    expect(run.remarks.slice(0, 3)).toEqual([
      { kind: 'dangling-link', path: 'config.yaml', data: { target: 'gone.yaml' } },
      { kind: 'link-to-itself', path: 'loop', data: { target: 'loop' } },
      { kind: 'link-outside', path: 'outside', data: { target: '/' } },
    ]);
  });

  it('is cut off where it is too deep', async () => {
    const files = filesAt('r/a/b/c/d/e.pt', 'r/a/x.pt');
    const found = await surveyOf(files, { runDepth: 2 });

    expect([...found.files.keys()]).toEqual(['a/x.pt']);
    expect(found.remarks).toEqual([
      { kind: 'too-deep', path: 'a/b/c', data: { limit: 2, count: 1 } },
    ]);
  });

  it('is cut off where it is too much', async () => {
    const files = filesAt(...Array.from({ length: 10 }, (_, n) => `r/f${n}.pt`));
    const found = await surveyOf(files, { runEntries: 4 });

    expect(found.files.size).toBe(4);
    expect(found.remarks).toEqual([{ kind: 'too-many-entries', path: '', data: { limit: 4 } }]);
  });

  it('may have folders that cannot be listed', async () => {
    const inner = memoryDirectory(filesAt('r/b/a.pt', 'r/c.pt'), 'r');
    const refuse = async () => {
      throw new SourceError('no permission', { file: 'b' }, { kind: 'no-permission' });
    };
    const directory: Directory = {
      ...inner,
      enter: (name) => ({ ...inner.enter(name), list: refuse }),
    };
    const { files, remarks } = await survey(directory, { limits: DEFAULT_LIMITS });

    expect([...files.keys()]).toEqual(['c.pt']);
    expect(remarks).toEqual([
      {
        kind: 'unreadable-directory',
        path: 'b',
        data: { finding: 'no permission' },
        error: expect.any(SourceError),
      },
    ]);
    await expect(survey({ ...inner, list: refuse }, { limits: DEFAULT_LIMITS })).rejects.toThrow(
      SourceError,
    );
  });

  it('has parts', async () => {
    const whole = await surveyOf(filesAt('r/0/a.pt', 'r/0/x/b.pt', 'r/01/c.pt'));
    const part = surveyBelow(whole, '0', whole.directory.enter('0'));

    expect([...part.files.keys()]).toEqual(['0/a.pt', '0/x/b.pt']);
    expect([...part.directories.keys()]).toEqual(['0/x']);
  });

  it('may be missing', async () => {
    await expect(runOf({}, 'nowhere')).rejects.toThrow(SourceError);
  });
});

describe('the checkpoints among files', () => {
  it('leave out shards that an index names', async () => {
    const found = await surveyOf(
      filesAt(
        ...['r/model.safetensors.index.json', 'r/model-00001-of-00002.safetensors'],
        ...['r/model-00002-of-00002.safetensors', 'r/other-00001-of-00002.safetensors'],
        ...['r/sub/model-00001-of-00002.safetensors', 'r/model.safetensors'],
        ...['r/m.safetensors.index.fp16.json', 'r/m.fp16-00001-of-00001.safetensors'],
      ),
    );

    expect(paths(checkpointsIn(found))).toEqual([
      ...['m.safetensors.index.fp16.json', 'model.safetensors', 'model.safetensors.index.json'],
      ...['other-00001-of-00002.safetensors', 'sub/model-00001-of-00002.safetensors'],
    ]);
  });

  it('are folders with such a name too, which are not looked into', async () => {
    const run = await runOf(filesAt('r/epoch=1.ckpt/a.pt', 'r/epoch=1.ckpt/.metadata'), 'r');

    expect(paths(run.checkpoints)).toEqual(['epoch=1.ckpt']);
    expect(run.checkpoints[0]?.error?.kind).toBe('checkpoint-folder');
    expect(remarkKinds(run)).toEqual(['no-checkpoint']);
  });

  it('come in natural order', async () => {
    const run = await runOf(filesAt('r/e10.pt', 'r/e9.pt', 'r/e100.pt'), 'r');

    expect(paths(run.checkpoints)).toEqual(['e9.pt', 'e10.pt', 'e100.pt']);
  });
});
