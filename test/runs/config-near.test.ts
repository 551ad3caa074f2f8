import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { configNear } from '../../src/runs/config-near.ts';
import { type MemoryFiles, memoryDirectory } from '../support/memory-directory.ts';
import { texts } from '../support/run-files.ts';

const NOTHING = new Uint8Array();
const at = (...paths: readonly string[]) =>
  Object.fromEntries(paths.map((path) => [path, NOTHING]));

async function near(
  files: MemoryFiles,
  path: string,
  times: Readonly<Record<string, number>> = {},
) {
  const [, folder = '', name = ''] = /^(.*)\/([^/]*)$/.exec(path) ?? [];
  const directory = memoryDirectory({ ...files, [path]: NOTHING }, folder, times);
  const configs = await configNear(directory, name, { limits: DEFAULT_LIMITS });
  return configs.map((config) => `${config.confidence} ${config.path}`);
}

const hydra = (folder: string, output: string) =>
  texts({
    [`${folder}/.hydra/config.yaml`]: 'a: 1\n',
    [`${folder}/.hydra/hydra.yaml`]: `hydra: {runtime: {output_dir: ${output}}}\n`,
  });

const CASES: readonly (readonly [string, MemoryFiles, string, readonly string[]])[] = [
  ['nothing', {}, 'a/b.pt', []],
  ['Hydra’s beside', hydra('p/d/t', '/x/d/t'), 'p/d/t/b.pt', ['high .hydra/config.yaml']],
  [
    'Hydra’s above, and the logger’s',
    { ...hydra('d/t', '/x/d/t'), ...at('d/t/logs/version_0/hparams.yaml') },
    'd/t/logs/version_0/checkpoints/b.ckpt',
    ['high ../../../.hydra/config.yaml', 'medium ../hparams.yaml'],
  ],
  [
    'Hydra’s of another place',
    hydra('p/d/t', '/x/d/other'),
    'p/d/t/b.pt',
    ['low .hydra/config.yaml'],
  ],
  ['Hydra’s too far above', hydra('t', '/t'), 't/1/2/3/4/5/6/7/b.pt', []],
  ['Hydra’s without settings', at('t/.hydra/config.yaml'), 't/b.pt', ['high .hydra/config.yaml']],
  [
    'the command line’s',
    at('r/config.yaml', 'r/hparams.yaml', 'r/meta_tags.csv'),
    'r/checkpoints/b.ckpt',
    ['high ../config.yaml', 'medium ../hparams.yaml', 'medium ../meta_tags.csv'],
  ],
  ['beside another folder', at('r/config.yaml', 'r/hparams.yaml'), 'r/weights/b.ckpt', []],
  ['a model’s', at('m/config.json'), 'm/model.safetensors', ['high config.json']],
  [
    'wandb’s, by the id of the run',
    at(
      'p/wandb/run-20240115_143022-abc/files/config.yaml',
      'p/wandb/run-20240115_153022-xyz/files/config.yaml',
    ),
    'p/proj/abc/checkpoints/b.ckpt',
    ['medium ../../../wandb/run-20240115_143022-abc/files/config.yaml'],
  ],
  [
    'wandb’s, the only one',
    at('p/wandb/run-20240115_143022-abc/files/config.yaml', 'p/wandb/latest-run/x'),
    'p/b.ckpt',
    ['low wandb/run-20240115_143022-abc/files/config.yaml'],
  ],
  [
    'wandb’s, one of several',
    at(
      'p/wandb/run-20240115_143022-a/files/config.yaml',
      'p/wandb/run-20240115_143023-b/files/config.yaml',
    ),
    'p/b.ckpt',
    [],
  ],
  [
    'MLflow’s',
    at('mlruns/0/abc/params/lr'),
    'mlruns/0/abc/checkpoints/b.ckpt',
    ['medium ../params'],
  ],
  ['a sweep’s', at('s/multirun.yaml'), 's/0/b.pt', ['low ../multirun.yaml']],
];

describe('the configuration near a checkpoint', () => {
  for (const [what, files, path, found] of CASES) {
    it(`may be ${what}`, async () => expect(await near(files, path)).toEqual(found));
  }

  it('is perhaps not its own where it was written later', async () => {
    const files = hydra('p/d/t', '/x/d/t');
    const times = { 'p/d/t/b.pt': 1000, 'p/d/t/.hydra/config.yaml': 2000 };

    expect(await near(files, 'p/d/t/b.pt', times)).toEqual(['low .hydra/config.yaml']);
    expect(await near(files, 'p/d/t/b.pt', { ...times, 'p/d/t/b.pt': 3000 })).toEqual([
      'high .hydra/config.yaml',
    ]);
  });

  it('is not a link that leads nowhere', async () => {
    const files: MemoryFiles = { 'r/config.yaml': { target: 'gone', leadsTo: 'nothing' } };

    expect(await near(files, 'r/checkpoints/b.ckpt')).toEqual([]);
  });
});
