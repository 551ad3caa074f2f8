import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';

const files = {
  'best.ckpt': fixture('lightning/multi-vae-epoch=02-val_loss=17.75.ckpt'),
  'train.pt': fixture('pytorch/training.pt'),
  'omegaconf.pt': fixture('pytorch/omegaconf.pt'),
  'weights.pt': fixture('pytorch/state-dict.pt'),
  'objects.pt': fixture('pytorch/objects.pt'),
  'run/checkpoints/last.ckpt': fixture('lightning/last.ckpt'),
};

async function ckpt(...argv: string[]) {
  const host = memoryHost(files, { color: false, width: 80 });
  const exitCode = await run(argv, host);
  const { stdout, stderr } = host;
  return { exitCode, stdout, stderr };
}

describe('--section', () => {
  it('shows one part in full', async () => {
    const { exitCode, stdout } = await ckpt('inspect', 'best.ckpt', '--section', 'callbacks');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^callbacks\n/);
    expect(stdout).toMatch(/^ {4}wait_count +0$/m);
    expect(stdout).not.toMatch(/state_dict|hyper_parameters/);
  });

  it('takes the singular too', async () => {
    const one = await ckpt('inspect', 'best.ckpt', '--section', 'optimizer');
    const many = await ckpt('inspect', 'best.ckpt', '--section', 'optimizers');
    expect(one).toEqual(many);
    expect(one.stdout).toMatch(/encoder\.0\.weight +step 24\.0 · exp_avg \[24, 40\]/);
  });

  it('names the sections there are', async () => {
    const unknown = await ckpt('inspect', 'best.ckpt', '--section', 'metrics');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toMatch(/hyperparameters, weights, optimizers/);
    const missing = await ckpt('inspect', 'train.pt', '--section', 'callbacks');
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toMatch(/has no callbacks; it has hyperparameters, weights, /);
  });

  it('says where there is no training state', async () => {
    const { exitCode, stderr } = await ckpt('inspect', 'objects.pt', '--section', 'weights');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/objects\.pt is not recognized as a training state; --all shows/);
  });

  it('goes with no other choice of a part', async () => {
    for (const other of [['--path', 'epoch'], ['--tensors'], ['--format', 'typed-json']]) {
      const { exitCode, stderr } = await ckpt(
        'inspect',
        'best.ckpt',
        '--section',
        'weights',
        ...other,
      );
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/--section shows a part/)]);
    }
  });

  it('gives hyperparameters that can be read back', async () => {
    const asked = ['--section', 'hyperparameters', '--format'] as const;
    const yaml = await ckpt('inspect', 'best.ckpt', ...asked, 'yaml');
    expect(yaml.stdout).toBe(
      '---\nnum_items: 40\nhidden_dims:\n  - 24\n  - 8\ndropout: 0.3\nlr: 0.01\nweight_decay: 1.0e-05\n',
    );
    const json = await ckpt('inspect', 'best.ckpt', ...asked, 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({ num_items: 40, hidden_dims: [24, 8] });
  });

  it('gives the other sections as the report has them', async () => {
    const whole = JSON.parse((await ckpt('inspect', 'best.ckpt', '--format', 'json')).stdout);
    for (const section of ['weights', 'optimizers', 'schedulers', 'callbacks', 'progress']) {
      const { stdout } = await ckpt(
        'inspect',
        'best.ckpt',
        '--section',
        section,
        '--format',
        'json',
      );
      expect(JSON.parse(stdout)).toEqual(whole.training[section]);
    }
  });
});

describe('the page of a checkpoint', () => {
  it('is a tree where it is a bare state dict', async () => {
    const { stdout } = await ckpt('inspect', 'weights.pt');
    expect(stdout).toMatch(/^PyTorch checkpoint · /m);
    expect(stdout).toMatch(/^conv\.weight +\[8, 3, 3, 3\]/m);
  });

  it('is a tree where one is asked for', async () => {
    for (const option of [['--all'], ['--depth', '2']]) {
      const { stdout } = await ckpt('inspect', 'best.ckpt', ...option);
      expect(stdout).toMatch(/^optimizer_states/m);
      expect(stdout).not.toMatch(/to resume with/);
    }
  });
});

describe('a folder', () => {
  it('is shown as a run', async () => {
    const { exitCode, stdout } = await ckpt('inspect', 'run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^run\n\S.* · 1 checkpoint · 44\.0 kB$/m);
    expect(stdout).toMatch(/checkpoints\/last\.ckpt +last +2 +24/);
  });

  it('as data is a run too', async () => {
    const { stdout } = await ckpt('inspect', 'run', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'run-inspection',
      path: 'run',
      checkpoints: [{ path: 'checkpoints/last.ckpt', epoch: 2, step: 24 }],
    });
  });

  it('has none of the parts that a checkpoint has', async () => {
    for (const option of [['--tensors'], ['--section', 'weights'], ['--path', 'a'], ['--hash']]) {
      const { exitCode, stderr } = await ckpt('inspect', 'run', ...option);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringMatching(/is of checkpoints, and this is a folder: name a file in it/),
      ]);
    }
  });
});
