import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { Directory } from '../../src/runs/directory.ts';
import { hydraConfigNear } from '../../src/runs/hydra-near.ts';
import { memoryDirectory } from '../support/memory-directory.ts';
import { texts } from '../support/run-files.ts';
import { dict } from '../support/values.ts';

const context = { limits: DEFAULT_LIMITS };
const CHECKPOINTS = 'd/t/logs/version_0/checkpoints';
const files = (output: string, config = 'lr: 1\n') =>
  texts({
    'd/t/.hydra/config.yaml': config,
    'd/t/.hydra/hydra.yaml': `hydra: {runtime: {output_dir: ${output}}}\n`,
    [`${CHECKPOINTS}/b.ckpt`]: '',
  });

describe('the configuration of the job that wrote a checkpoint', () => {
  it('stands above, and is read', async () => {
    const directory = memoryDirectory(files('/x/d/t'), CHECKPOINTS);
    expect(await hydraConfigNear(directory, 'b.ckpt', context)).toEqual({
      path: '../../../.hydra/config.yaml',
      title: 'Hydra config',
      value: dict({ lr: 1 }),
    });
  });

  it('is none where it was written for another folder, or there is none', async () => {
    const other = memoryDirectory(files('/x/d/other'), CHECKPOINTS);
    expect(await hydraConfigNear(other, 'b.ckpt', context)).toBeUndefined();
    const alone = memoryDirectory(texts({ 'a/b.ckpt': '' }), 'a');
    expect(await hydraConfigNear(alone, 'b.ckpt', context)).toBeUndefined();
  });

  it('has no value where it cannot be read', async () => {
    const directory = memoryDirectory(files('/x/d/t', 'a: [\n'), CHECKPOINTS);
    expect(await hydraConfigNear(directory, 'b.ckpt', context)).toMatchObject({ value: undefined });
  });

  it('is none where its folder can be listed no more', async () => {
    const folder = memoryDirectory(files('/x/d/t'), 'd/t');
    let isGone = false;
    const hydra: Directory = {
      ...folder.enter('.hydra'),
      list: async () => {
        if (isGone) throw new SourceError('it is gone', { file: '.hydra' });
        isGone = true;
        return folder.enter('.hydra').list();
      },
    };
    const directory: Directory = {
      ...folder,
      enter: (name) => (name === '.hydra' ? hydra : folder.enter(name)),
      parent: () => undefined,
    };
    expect(await hydraConfigNear(directory, 'b.ckpt', context)).toBeUndefined();
  });
});
