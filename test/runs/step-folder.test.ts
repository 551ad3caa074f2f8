import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { hydraOverrides } from '../../src/runs/hydra-overrides.ts';
import { readStepFolder } from '../../src/runs/step-folder.ts';
import { text } from '../support/bytes.ts';
import { fixture } from '../support/fixtures.ts';
import { type MemoryFiles, memoryDirectory } from '../support/memory-directory.ts';

const context = { limits: DEFAULT_LIMITS };
const weights = fixture('safetensors/tiny.safetensors');

const STATE = {
  epoch: 1.5,
  global_step: 750,
  best_metric: 0.25,
  best_model_checkpoint: '/home/user/out/checkpoint-500',
  log_history: [
    { step: 500, epoch: 1, loss: 0.9 },
    { step: 500, epoch: 1, eval_loss: 0.25, eval_accuracy: 0.8 },
    { step: 750, epoch: 1.5, eval_loss: 0.5, eval_accuracy: 0.7 },
  ],
};

async function row(state: unknown, more: MemoryFiles = {}) {
  const json = typeof state === 'string' ? state : JSON.stringify(state);
  const files: MemoryFiles = {
    'out/checkpoint-750/model.safetensors': weights,
    'out/checkpoint-750/trainer_state.json': text(json),
    ...more,
  };
  const directory = memoryDirectory(files, 'out/checkpoint-750');
  const entries = await directory.list();
  const model = entries.find(({ name }) => name === 'model.safetensors');
  if (model === undefined) throw new Error('no model');
  return readStepFolder(directory, model, context);
}

describe('a folder that training goes on from', () => {
  it('has the progress that lies beside the weights', async () => {
    const { kind, checkpoint } = await row(STATE);
    expect(kind).toBe('periodic');
    expect(checkpoint).toMatchObject({
      framework: { id: 'huggingface-trainer' },
      epoch: 1.5,
      step: 750,
      metric: { name: 'eval_loss', value: 0.5, mode: 'min' },
      recorded: { bestPath: '/home/user/out/checkpoint-500', dirpath: '/home/user/out' },
      hasOptimizer: false,
    });
    const optimizer = { 'out/checkpoint-750/optimizer.pt': new Uint8Array(1) };
    expect((await row(STATE, optimizer)).checkpoint?.hasOptimizer).toBe(true);
  });

  it('tells which way the metric is better where the values do', async () => {
    const higher = { ...STATE, best_metric: 0.8 };
    expect((await row(higher)).checkpoint?.metric).toEqual({
      name: 'eval_accuracy',
      value: 0.7,
      mode: 'max',
    });
    const once = { ...STATE, log_history: STATE.log_history.slice(0, 2) };
    expect((await row(once)).checkpoint?.metric).toEqual({ name: 'eval_loss', value: undefined });
    const neither = [...STATE.log_history, { step: 800, eval_loss: 0.1 }];
    const odd = await row({ ...STATE, log_history: neither });
    expect(odd.checkpoint?.metric).not.toHaveProperty('mode');
  });

  const strange = [
    '',
    '{',
    '[]',
    'null',
    '{"global_step":"x","log_history":7}',
    '{"log_history":[1]}',
  ];
  for (const state of strange) {
    it(`makes the best of ${JSON.stringify(state)}`, async () => {
      const { kind, checkpoint, error } = await row(state);
      expect([kind, error]).toEqual(['periodic', undefined]);
      expect([checkpoint?.step, checkpoint?.metric]).toEqual([undefined, undefined]);
    });
  }

  it('follows no link out of the folder', async () => {
    const link = { target: '/etc/passwd', leadsTo: 'outside' } as const;
    const { checkpoint } = await row(STATE, { 'out/checkpoint-750/trainer_state.json': link });
    expect(checkpoint?.step).toBeUndefined();
  });

  it('says what is wrong with the weights', async () => {
    const cut = { 'out/checkpoint-750/model.safetensors': weights.subarray(0, 20) };
    expect(await row(STATE, cut)).toMatchObject({ kind: 'periodic', error: { code: 'malformed' } });
  });
});

describe('what a Hydra job was started with', () => {
  const overrides = (files: MemoryFiles) =>
    hydraOverrides(memoryDirectory(files, 'job'), context, []);

  it('is what is written, as typed', async () => {
    const yaml = text('- lr=0.001\n- +x={a:1}\n');
    expect(await overrides({ 'job/.hydra/overrides.yaml': yaml })).toEqual([
      'lr=0.001',
      '+x={a:1}',
    ]);
  });

  it('is nothing where it cannot be read', async () => {
    const broken: readonly MemoryFiles[] = [
      { 'job/a.ckpt': weights },
      { 'job/.hydra/config.yaml': text('lr: 1') },
      { 'job/.hydra/overrides.yaml': text('{') },
      { 'job/.hydra/overrides.yaml': text('a: b') },
      { 'job/.hydra/overrides.yaml': { target: '/etc/passwd', leadsTo: 'outside' } },
    ];
    for (const files of broken) expect(await overrides(files)).toEqual([]);
  });
});
