import { describe, expect, it } from 'vitest';
import type { MemoryFiles } from '../support/memory-directory.ts';
import { plain } from '../support/run-facts.ts';
import { loopFile, remarkKinds, runOf, texts } from '../support/run-files.ts';

interface Settings {
  readonly version?: string;
  readonly base?: string;
  readonly chdir?: string;
  readonly output?: string;
  readonly job?: number;
}

function settings({
  version = '1.3.2',
  base = "'1.3'",
  chdir = 'null',
  output,
  job,
}: Settings = {}) {
  return [
    'hydra:',
    '  overrides:',
    '    hydra: [hydra.job.chdir=null]',
    '    task: [lr=0.1]',
    '  job:',
    '    name: train',
    `    chdir: ${chdir}`,
    `    num: ${job ?? '???'}`,
    '  runtime:',
    `    version: ${version}`,
    `    version_base: ${base}`,
    '    cwd: /home/me/project',
    `    output_dir: ${output ?? '/home/me/project/outputs/day/time'}`,
    '    choices: {model: vae}',
    '',
  ].join('\n');
}

const hydra = (folder: string, parts: Settings = {}, overrides = '- lr=0.1\n') =>
  texts({
    [`${folder}/.hydra/config.yaml`]: 'lr: 1e-3\nmodel: {name: vae}\n',
    [`${folder}/.hydra/hydra.yaml`]: settings(parts),
    [`${folder}/.hydra/overrides.yaml`]: overrides,
  });
const CHECKPOINT = loopFile({ epoch: 3, model_state: new Map(), optimizer_state: new Map() });

describe('a job of Hydra', () => {
  it('is its configuration, its overrides and its checkpoints', async () => {
    const run = await runOf(
      { ...hydra('day/time'), 'day/time/epoch_3.pt': CHECKPOINT },
      'day/time',
    );

    expect(run).toMatchObject({ kind: 'hydra-run', title: 'Hydra run', overrides: ['lr=0.1'] });
    expect(run.configs.map(({ title, value }) => [title, plain(value)])[0]).toEqual([
      'Hydra config',
      { lr: 0.001, model: { name: 'vae' } },
    ]);
    expect(Object.fromEntries([...run.facts].map(([name, value]) => [name, plain(value)]))).toEqual(
      {
        job: 'train',
        'launch directory': '/home/me/project',
        'output directory': '/home/me/project/outputs/day/time',
        'changes directory': false,
        'Hydra version': '1.3.2',
        choices: { model: 'vae' },
        'Hydra overrides': ['hydra.job.chdir=null'],
      },
    );
    expect(run.last).toBe('epoch_3.pt');
    expect(run.remarks).toEqual([]);
  });

  it('may have lost its files', async () => {
    const { 'day/time/.hydra/overrides.yaml': _, ...files } = hydra('day/time');
    const run = await runOf({ ...files, 'day/time/e.pt': CHECKPOINT }, 'day/time');

    expect(run.overrides).toEqual(['lr=0.1']);
    expect(run.remarks).toEqual([
      { kind: 'hydra-file-missing', path: '', data: { name: '.hydra/overrides.yaml' } },
    ]);
  });

  it('may have files that are no YAML, too large, or links out of it', async () => {
    const run = await runOf(
      {
        'r/.hydra/config.yaml': new TextEncoder().encode('a: [1\n'),
        'r/.hydra/hydra.yaml': new Uint8Array([0xff, 0xfe]),
        'r/.hydra/overrides.yaml': { target: '/etc/passwd', leadsTo: 'outside' },
        'r/e.pt': CHECKPOINT,
      },
      'r',
    );

    expect(run.configs.map(({ value }) => value)).toEqual([undefined, undefined]);
    expect(remarkKinds(run).sort()).toEqual([
      ...['link-outside', 'unreadable-file', 'unreadable-file', 'unreadable-file'],
    ]);
    const small = await runOf({ ...hydra('r'), 'r/e.pt': CHECKPOINT }, 'r', { configBytes: 20 });
    expect(remarkKinds(small)).toEqual(['unreadable-file', 'unreadable-file']);
  });

  it('may have been moved', async () => {
    const run = await runOf({ ...hydra('my/run'), 'my/run/e.pt': CHECKPOINT }, 'my/run');

    expect(run.remarks).toEqual([
      { kind: 'moved', path: '', data: { recorded: '/home/me/project/outputs/day/time' } },
    ]);
  });

  const CHDIR: readonly (readonly [Settings, boolean | undefined])[] = [
    [{ version: '1.1.0' }, true],
    [{ version: '1.0.7', chdir: 'false' }, true],
    [{ version: '1.2.0', base: "'1.1'" }, true],
    [{ version: '1.3.2', base: "'1.2'" }, false],
    [{ version: '1.3.2', base: "'1.1'", chdir: 'false' }, false],
    [{ version: '1.3.2', chdir: 'true' }, true],
    [{ version: '1.3.2', base: 'null' }, undefined],
    [{ version: '1.4.0' }, undefined],
    [{ version: '2.0.0' }, undefined],
    [{ version: 'x' }, undefined],
  ];
  for (const [parts, changes] of CHDIR) {
    it(`${JSON.stringify(parts)} ran in its folder: ${changes}`, async () => {
      const { facts } = await runOf(hydra('day/time', parts), 'day/time');

      expect(facts.get('changes directory')).toBe(changes);
    });
  }
});

const TRACEBACK = [
  '[2025-10-24 23:00:09,001][train][ERROR] - loss is nan',
  'Traceback (most recent call last):',
  '  File "train.py", line 41, in main',
  'FloatingPointError: loss is nan',
  '',
].join('\n');

function sweep(): MemoryFiles {
  const jobs = [0, 1, 2, 10].map((job) => {
    const output = `/home/me/sweep/${job}`;
    return hydra(`sweep/${job}`, { job, output }, `- lr=${job}\n`);
  });
  return {
    ...Object.assign({}, ...jobs),
    ...texts({ 'sweep/multirun.yaml': `${settings()}lr: 0.1\n`, 'sweep/1/train.log': TRACEBACK }),
    ...{ 'sweep/0/e.pt': CHECKPOINT, 'sweep/2/ck/e.pt': CHECKPOINT, 'sweep/10/e.pt': CHECKPOINT },
  };
}

describe('a sweep', () => {
  it('has jobs, in the order of their numbers', async () => {
    const run = await runOf(sweep(), 'sweep');

    expect(run).toMatchObject({ kind: 'hydra-multirun', overrides: ['lr=0.1'] });
    expect(run.jobs.map(({ number, path, overrides }) => [number, path, overrides])).toEqual([
      ...[0, 1, 2, 10].map((job) => [job, String(job), [`lr=${job}`]]),
    ]);
    expect(run.checkpoints.map(({ path }) => path)).toEqual(['0/e.pt', '2/ck/e.pt', '10/e.pt']);
    expect(run.last).toBeUndefined();
    expect(
      run.configs.map(({ path, title, value }) => [path, title, Object.keys(plain(value) ?? {})]),
    ).toEqual([
      ['multirun.yaml', 'Hydra sweep', ['lr']],
      ['multirun.yaml', 'Hydra’s settings', ['hydra']],
    ]);
    expect(run.remarks).toEqual([
      {
        kind: 'job-without-checkpoint',
        path: '1',
        data: { job: 1, error: 'FloatingPointError: loss is nan' },
      },
    ]);
  });

  it('is known by its jobs where its own file is gone', async () => {
    const { 'sweep/multirun.yaml': _, ...files } = sweep();
    const run = await runOf(files, 'sweep');

    expect(run.kind).toBe('hydra-multirun');
    expect(run.jobs).toHaveLength(4);
    expect(run.configs).toEqual([]);
  });

  it('may call its jobs by what they change', async () => {
    const files = {
      ...texts({ 'sweep/multirun.yaml': settings() }),
      ...hydra('sweep/lr=0.1', { job: 1, output: '/x/sweep/lr=0.1' }),
      ...hydra('sweep/lr=0.01', { job: 0, output: '/x/sweep/lr=0.01' }),
    };
    const { jobs } = await runOf(files, 'sweep');

    expect(jobs.map(({ number, path }) => [number, path])).toEqual([
      [0, 'lr=0.01'],
      [1, 'lr=0.1'],
    ]);
  });

  it('may write nothing of Hydra’s', async () => {
    const files = {
      ...texts({ 'sweep/multirun.yaml': settings() }),
      ...hydra('sweep/0', { output: '/sweep/0' }),
    };
    const run = await runOf(
      { ...files, 'sweep/0/e.pt': CHECKPOINT, 'sweep/1/e.pt': CHECKPOINT },
      'sweep',
    );

    expect(run.jobs.map(({ number }) => number)).toEqual([0, 1]);
    expect(run.remarks).toEqual([
      { kind: 'hydra-file-missing', path: '1', data: { name: '.hydra' } },
    ]);
  });

  it('is not a day of single runs, of which none is the best', async () => {
    const files = { 'day/23-00-00/best.pt': CHECKPOINT };
    const run = await runOf(
      { ...hydra('day/22-15-03'), ...hydra('day/23-00-00'), ...files },
      'day',
    );

    expect(run.kind).toBe('folder');
    expect(plain(run.facts.get('runs'))).toEqual(['22-15-03', '23-00-00']);
    expect([run.best, run.last]).toEqual([undefined, undefined]);
    expect(run.checkpoints).toHaveLength(1);
  });
});
