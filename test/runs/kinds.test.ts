import { describe, expect, it } from 'vitest';
import type { RunKind } from '../../src/runs/run.ts';
import type { MemoryFiles } from '../support/memory-directory.ts';
import type { Plain } from '../support/pickle.ts';
import { plain } from '../support/run-facts.ts';
import { lightningFile, loopFile, remarkKinds, runOf, texts } from '../support/run-files.ts';
import { safetensorsBytes } from '../support/safetensors.ts';

const WEIGHTS = safetensorsBytes({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8);
const LOOP = loopFile({ epoch: 3, model_state_dict: new Map(), best_acc: { float: 90 } });
const OPTIMIZER: Plain = new Map<string, Plain>([
  ['state', new Map()],
  [
    'param_groups',
    [
      new Map<string, Plain>([
        ['lr', { float: 0.1 }],
        ['params', []],
      ]),
    ],
  ],
]);
const PLAIN = loopFile({ a: 1 });
const CSV = 'epoch,step,val_loss\n0,1,5.25\n1,2,3.75\n';
const PACKNET = 'checkpoint:\n  filepath: x\n  save_top_k: 3\narch:\n  max_epochs: 6\n';

const KINDS: readonly (readonly [RunKind, string, MemoryFiles])[] = [
  ['lightning-logs', 'hparams', texts({ 'r/hparams.yaml': 'a: 1\n' })],
  [
    'lightning-logs',
    'metrics and a checkpoint',
    { ...texts({ 'r/metrics.csv': CSV }), 'r/checkpoints/a.ckpt': lightningFile(1, 2) },
  ],
  [
    'lightning-logs',
    'metrics and a broken checkpoint',
    { ...texts({ 'r/metrics.csv': CSV }), 'r/checkpoints/a.ckpt': new Uint8Array() },
  ],
  [
    'experiment',
    'config and checkpoints',
    { ...texts({ 'r/config.yaml': 'model: {name: a}\n' }), 'r/checkpoints/epoch_0010.pt': LOOP },
  ],
  [
    'lightning-logs',
    'the command line of Lightning',
    {
      ...texts({ 'r/config.yaml': 'trainer: {}\n', 'r/metrics.csv': CSV }),
      'r/checkpoints/epoch=1.ckpt': lightningFile(1, 2),
    },
  ],
  ['packnet', 'a configuration', texts({ 'r/configs/train.yaml': PACKNET })],
  ['huggingface-trainer', 'its state', texts({ 'r/checkpoint-5/trainer_state.json': '{}' })],
  ['peft-adapter', 'its config', texts({ 'r/adapter_config.json': '{"r": 4}' })],
  ['accelerate', 'random states', texts({ 'r/random_states_0.pkl': '' })],
  [
    'huggingface-model',
    'config and weights',
    { ...texts({ 'r/config.json': '{"model_type": "bert"}' }), 'r/model.safetensors': WEIGHTS },
  ],
  ['huggingface-model', 'a pipeline', texts({ 'r/model_index.json': '{"_class_name": "Flux"}' })],
  [
    'folder',
    'a config of something else',
    { ...texts({ 'r/config.json': '{"a": 1}' }), 'r/model.safetensors': WEIGHTS },
  ],
  [
    'folder',
    'configurations of something else',
    { ...texts({ 'r/configs/a.yaml': 'checkpoint: {dir: x}\n' }), 'r/a.pt': PLAIN },
  ],
  ['folder', 'checkpoints alone', { 'r/a.pt': PLAIN }],
  ['folder', 'metrics alone', texts({ 'r/metrics.csv': CSV })],
  ['folder', 'nothing of the kind', texts({ 'r/notes.txt': '' })],
];

describe('a folder is known by what is in it', () => {
  for (const [kind, what, files] of KINDS) {
    it(`${kind}: ${what}`, async () => expect((await runOf(files, 'r')).kind).toBe(kind));
  }
});

describe('Lightning’s versions', () => {
  const files = {
    ...texts({ 'p/lightning_logs/version_2/hparams.yaml': 'lr: 2\n' }),
    ...texts({ 'p/lightning_logs/version_10/hparams.yaml': 'lr: 10\n' }),
    'p/lightning_logs/version_10/checkpoints/epoch=1.ckpt': lightningFile(1, 2),
    'p/lightning_logs/version_2/checkpoints/epoch=9.ckpt': lightningFile(9, 2),
  };
  const PLACES = [
    ['p', 'lightning_logs/version_10'],
    ['p/lightning_logs', 'version_10'],
  ] as const;
  for (const [place, version] of PLACES) {
    it(`give the newest, seen from ${place}`, async () => {
      const run = await runOf(files, place);

      expect(run.kind).toBe('lightning-logs');
      expect(run.path).toBe(place);
      expect(run.checkpoints.map(({ path }) => path)).toEqual([
        `${version}/checkpoints/epoch=1.ckpt`,
      ]);
      expect(run.configs[0]?.path).toBe(`${version}/hparams.yaml`);
      expect(plain(run.facts.get('version'))).toBe(version);
      expect(plain(run.facts.get('versions'))).toEqual(['version_2', 'version_10']);
    });
  }
});

describe('an experiment', () => {
  const config = (frequency: number) =>
    `training: {epochs: 20, amp: true}\ncheckpoint: {save_frequency: ${frequency}, save_best: true}\n`;
  const FINISHED: readonly (readonly [string, number, number, boolean | undefined])[] = [
    ['counted from 1, at the end', 20, 10, true],
    ['counted from 0, at the end', 19, 10, true],
    ['in the middle', 9, 10, false],
    ['one before the end, counted from 1', 19, 19, false],
    ['one before the end, nobody knows', 19, 1, undefined],
  ];
  for (const [what, epoch, frequency, finished] of FINISHED) {
    it(`is finished or not: ${what}`, async () => {
      const { facts } = await runOf(
        {
          ...texts({ 'a_b_20240115_143022/config.yaml': config(frequency) }),
          'a_b_20240115_143022/checkpoints/latest.pt': loopFile({
            epoch,
            optimizer_state_dict: OPTIMIZER,
          }),
        },
        'a_b_20240115_143022',
      );

      expect(facts.get('finished')).toBe(finished);
      expect(facts.get('started')).toBe('2024-01-15 14:30:22');
      expect([facts.get('model'), facts.get('dataset')]).toEqual(['a', 'b']);
    });
  }
});

describe('packnet’s best', () => {
  const names = ['epoch=01_d-a1=0.5.ckpt', 'epoch=02_d-a1=0.7.ckpt', 'epoch=03_d-a1=0.6.ckpt'];
  const bestOf = async (saving: string) => {
    const files = Object.fromEntries(names.map((name) => [`r/ck/${name}`, PLAIN]));
    const text = `checkpoint: {filepath: ck, ${saving}}\narch: {}\n`;
    const { best, model } = await runOf({ ...files, ...texts({ 'r/configs/c.yaml': text }) }, 'r');
    expect(model?.path).toBe(best?.path ?? 'ck/epoch=03_d-a1=0.6.ckpt');
    return best?.path;
  };
  const CASES: readonly (readonly [string, string | undefined])[] = [
    ['save_top_k: 2, monitor: a1, mode: max', 'ck/epoch=02_d-a1=0.7.ckpt'],
    ['save_top_k: 2, monitor: a1, mode: min', 'ck/epoch=01_d-a1=0.5.ckpt'],
    ['save_top_k: 2, monitor: a1', undefined],
    ['save_top_k: -1, monitor: a1, mode: max', undefined],
    ['save_top_k: 2, monitor: abs_rel, mode: min', undefined],
  ];
  for (const [saving, path] of CASES) {
    it(`with ${saving}`, async () => expect(await bestOf(saving)).toBe(path));
  }
});

describe('a Trainer', () => {
  const history = (...logged: readonly object[]) => JSON.stringify(logged);
  const state = (best: string, step: number, log: string) =>
    `{"global_step": ${step}, "best_metric": 0.5, "best_model_checkpoint": "${best}", "log_history": ${log}}`;
  const LOG = history({ step: 5, eval_loss: 0.5, eval_runtime: 1 }, { step: 10, eval_loss: 0.5 });
  const files = (best: string, log = LOG): MemoryFiles => ({
    ...texts({
      'r/checkpoint-5/trainer_state.json': state('/x/checkpoint-5', 5, '[]'),
      'r/checkpoint-10/trainer_state.json': state(best, 10, log),
    }),
    'r/checkpoint-5/model.safetensors': WEIGHTS,
    'r/checkpoint-10/model.safetensors': WEIGHTS,
  });

  it('has the newest checkpoint’s word on which is best', async () => {
    const run = await runOf(files('/x/checkpoint-5'), 'r');

    expect(run.best).toMatchObject({
      ...{ path: 'checkpoint-5/model.safetensors', metric: 'eval_loss', score: 0.5 },
    });
    expect(run.last).toBe('checkpoint-10/model.safetensors');
    expect(run.checkpoints.map(({ kind }) => kind)).toEqual(['best', 'weights-only']);
    expect(run.remarks).toEqual([]);
  });

  it('does not say the metric where two have the value', async () => {
    const run = await runOf(files('/x/checkpoint-5', history({ step: 5, a: 0.5, b: 0.5 })), 'r');

    expect(run.best?.metric).toBeUndefined();
  });

  it('may have lost the best', async () => {
    const run = await runOf(files('C:\\x\\checkpoint-7'.replaceAll('\\', '\\\\')), 'r');

    expect(run.best?.path).toBeUndefined();
    expect(remarkKinds(run)).toEqual(['best-missing']);
  });

  it('may have lost its optimizer', async () => {
    const run = await runOf(
      { ...files('/x/checkpoint-5'), 'r/checkpoint-10/scheduler.pt': PLAIN },
      'r',
    );

    expect(run.remarks).toEqual([{ kind: 'optimizer-missing', path: 'checkpoint-10', data: {} }]);
  });
});
