import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { configNear } from '../../src/runs/config-near.ts';
import type { Directory } from '../../src/runs/directory.ts';
import { readRun } from '../../src/runs/index.ts';
import { type MemoryFiles, memoryDirectory } from '../support/memory-directory.ts';
import { lightningFile, loopFile, texts } from '../support/run-files.ts';
import { safetensorsBytes } from '../support/safetensors.ts';

const WEIGHTS = safetensorsBytes({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8);
const KEPT = {
  dirpath: '/x/ck',
  best: '/x/ck/epoch=1.ckpt',
  bestScore: 3,
  last: '/x/ck/last.ckpt',
};
const CKPT = lightningFile(1, 20, { ...KEPT, bestK: { '/x/ck/epoch=1.ckpt': 3 } });
const HYDRA = texts({
  'r/.hydra/config.yaml': 'a: 1\n',
  'r/.hydra/hydra.yaml': 'hydra: {job: {name: a}}\n',
  'r/.hydra/overrides.yaml': '- a=1\n',
  'r/a.log': 'Traceback (most recent call last):\nValueError: no\n',
});
const INDEX = '{"metadata": {}, "weight_map": {"w": "model-00001-of-00001.safetensors"}}';

const RUNS: Readonly<Record<string, MemoryFiles>> = {
  'a Hydra run with logs': {
    ...HYDRA,
    ...texts({ 'r/logs/hparams.yaml': 'a: 1\n', 'r/logs/metrics.csv': 'epoch,a\n0,1\n' }),
    ...{ 'r/logs/ck/epoch=1.ckpt': CKPT, 'r/logs/ck/last.ckpt': CKPT },
  },
  'a sweep': {
    ...texts({ 'r/multirun.yaml': 'hydra: {}\n', 'r/0/.hydra/config.yaml': 'a: 1\n' }),
    'r/0/a.pt': loopFile({ epoch: 1 }),
  },
  'Lightning’s versions': {
    ...texts({ 'r/version_0/hparams.yaml': 'a: 1\n', 'r/version_1/hparams.yaml': 'a: 1\n' }),
    'r/version_1/checkpoints/epoch=1.ckpt': CKPT,
  },
  'a project of packnet’s': {
    ...texts({
      'r/configs/a.yaml': 'checkpoint: {filepath: a}\narch: {}\n',
      'r/metrics.json': '[]',
    }),
  },
  'an experiment': {
    ...texts({ 'r/config.yaml': 'training: {epochs: 2}\n' }),
    'r/checkpoints/latest.pt': loopFile({ epoch: 1 }),
  },
  'a Trainer': {
    ...texts({
      'r/checkpoint-1/trainer_state.json': '{"global_step": 1}',
      'r/checkpoint-1/config.json': '{}',
    }),
    'r/checkpoint-1/model.safetensors': WEIGHTS,
  },
  'a model in shards': {
    ...texts({ 'r/config.json': '{"model_type": "a"}', 'r/model.safetensors.index.json': INDEX }),
    'r/model-00001-of-00001.safetensors': WEIGHTS,
  },
};

/** Configurations that may be anybody’s, and an index whose row says what is wrong with it. */
const QUIET = /packnet|shards/;

/** A folder whose operation of that number fails, and the number of those that there were. */
function failing(files: MemoryFiles, number: number) {
  let count = 0;
  const step = (what: string) => {
    count += 1;
    if (count === number) throw new SourceError('it broke', { file: what }, { kind: 'broken' });
  };
  const wrap = (directory: Directory): Directory => ({
    ...directory,
    async list() {
      step(directory.path);
      return directory.list();
    },
    async open(name) {
      step(name);
      const { source, close } = await directory.open(name);
      const read = async (start: number, end: number) => {
        step(name);
        return source.read(start, end);
      };
      return { source: { ...source, read }, close };
    },
    enter: (name) => wrap(directory.enter(name)),
    parent: () => directory.parent(),
  });
  return { directory: wrap(memoryDirectory(files, 'r')), done: () => count };
}

const context = { limits: DEFAULT_LIMITS };

describe('a run of which something cannot be had', () => {
  for (const [what, files] of Object.entries(RUNS)) {
    it(`is still a run: ${what}`, async () => {
      const whole = failing(files, 0);
      await readRun(whole.directory, context);
      const total = whole.done();

      expect(total).toBeGreaterThan(4);
      await expect(readRun(failing(files, 1).directory, context)).rejects.toThrow(SourceError);
      for (let number = 2; number <= total; number += 1) {
        const run = await readRun(failing(files, number).directory, context);

        const isSaid =
          run.remarks.some(({ data }) => data.finding === 'it broke') ||
          run.checkpoints.some(({ error, checkpoint }) => error ?? checkpoint?.anomalies.length);
        expect(isSaid || QUIET.test(what), `operation ${number}`).toBe(true);
      }
    });
  }

  it('has what configurations there are', async () => {
    const files = RUNS['a Hydra run with logs'] ?? {};
    const whole = failing(files, 0);
    const ck = whole.directory.enter('logs').enter('ck');
    await configNear(ck, 'last.ckpt', context);

    for (let number = 1; number <= whole.done(); number += 1) {
      const broken = failing(files, number).directory.enter('logs').enter('ck');
      await expect(configNear(broken, 'last.ckpt', context)).resolves.toBeInstanceOf(Array);
    }
  });
});

describe('a run with damage', () => {
  const damaged = (bytes: Uint8Array, at: number) =>
    bytes.map((byte, index) => (index === at ? byte ^ 0x55 : byte));

  it('is still a run, whatever byte of a checkpoint is another', async () => {
    const files = { ...HYDRA, 'r/ck/last.ckpt': CKPT };
    for (let at = 0; at < CKPT.length; at += 1) {
      const broken = { ...files, 'r/ck/epoch=1.ckpt': damaged(CKPT, at) };
      const run = await readRun(memoryDirectory(broken, 'r'), context);

      expect(run.checkpoints).toHaveLength(2);
    }
  });

  it('is still a run, whatever byte of its settings is another', async () => {
    const name = 'r/.hydra/hydra.yaml';
    const settings = HYDRA[name] ?? new Uint8Array();
    for (let at = 0; at < settings.length; at += 1) {
      const run = await readRun(
        memoryDirectory({ ...HYDRA, [name]: damaged(settings, at) }, 'r'),
        context,
      );

      expect(run.kind).toBe('hydra-run');
    }
  });
});
