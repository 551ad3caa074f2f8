/** What people keep on their disks, shown by the commands they would type, from end to end. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';
import { ckptIn } from '../support/disk.ts';

const RUNS = join(CORPUS, 'runs');
const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true });
});

const treeOf = (name: string) => join(RUNS, name, 'tree');

function copyOf(name: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'ckpt-systems-'));
  temporary.push(copy);
  cpSync(treeOf(name), copy, { recursive: true });
  return copy;
}

announce(hasCorpus ? 'five systems, from end to end' : 'five systems: no corpus');

describe.skipIf(!hasCorpus)('a Hydra run directory', () => {
  const RUN = 'outputs/2025-10-24/22-15-03';

  it('is one page: configuration, overrides, checkpoints, log', async () => {
    const { exitCode, lines } = await ckptIn(treeOf('hydra_single'), 'inspect', RUN);
    expect(exitCode).toBe(0);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Hydra run · 2 checkpoints/),
        expect.stringMatching(/^optimizer\.lr +0\.0003$/),
        'model=resnet · optimizer.lr=0.0003',
        expect.stringMatching(/^checkpoint_epoch_10\.pt +periodic +10/),
        expect.stringMatching(/^checkpoint_epoch_20\.pt +periodic +20/),
        'last  checkpoint_epoch_20.pt',
        expect.stringMatching(/^train\.log/),
      ]),
    );
  });

  it('keeps interpolations, `_target_` and the launch directory in sight', async () => {
    const { output } = await ckptIn(treeOf('hydra_single'), 'inspect', RUN);
    expect(output).toMatch(/'\$\{oc\.env:DATA_ROOT,\/data\}'/);
    expect(output).toMatch(/model\._target_ +'src\.models\.resnet\.ResNet'/);
    expect(output).toMatch(/launch directory +\/home\/user\/project/);
  });

  it('has checkpoints of a plain loop, with epoch, weights and optimizer', async () => {
    const file = `${RUN}/checkpoint_epoch_20.pt`;
    const { lines } = await ckptIn(treeOf('hydra_single'), 'inspect', file);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^epoch 20 · /),
        expect.stringMatching(/^model_state · \d+ tensors/),
        expect.stringMatching(/^optimizer_state · AdamW/),
      ]),
    );
  });

  it('of a sweep shows every job, and why one failed', async () => {
    const sweep = 'multirun/2025-10-24/23-00-00';
    const { lines } = await ckptIn(treeOf('hydra_multirun'), 'inspect', sweep);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Hydra multirun · 2 checkpoints · 3 jobs/),
        '0  optimizer.lr=0.1 · 0/checkpoint_epoch_20.pt',
        '1  optimizer.lr=0.01 · no checkpoints',
        'failed: FloatingPointError: loss is nan',
        '2  optimizer.lr=0.001 · 2/checkpoint_epoch_20.pt',
      ]),
    );
  });
});

describe.skipIf(!hasCorpus)('Hydra configuration inside a checkpoint', () => {
  it('is plain, its interpolations as they were written, and can be read back', async () => {
    const file = 'epoch=0-step=4.ckpt';
    const folder = join(CORPUS, 'lightning/omegaconf_all');
    const page = await ckptIn(folder, 'inspect', file);
    expect(page.output).toMatch(/^ {2}cfg\.lr {5}'\$\{optim\.lr\}'$/m);
    const { output } = await ckptIn(
      folder,
      ...['inspect', file, '--section', 'hyperparameters', '--format', 'yaml'],
    );
    expect(output).toMatch(
      /^---\ncfg:\n {2}width: 5\n {2}dims:\n {4}- 6\n {4}- 4\n {2}lr: \$\{optim\.lr\}\n {2}name: net\nextra: 3\n$/,
    );
  });
});

describe.skipIf(!hasCorpus)('a Lightning checkpoint', () => {
  const FILE = 'multi-vae-epoch=03-val_loss=126.6635.ckpt';
  const folder = join(CORPUS, 'lightning/multivae');

  it('is shown by its sections, sizes that hyperparameters explain among them', async () => {
    const { output, lines } = await ckptIn(folder, 'inspect', FILE);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Lightning 2\.6\.6 checkpoint · /),
        'hyper_parameters · recorded as arguments',
        expect.stringMatching(
          /^num_items +\d+ += encoder\.0\.weight\[1\], decoder\.2\.weight\[0\]/,
        ),
        expect.stringMatching(/^state_dict · 12 tensors · /),
        expect.stringMatching(/^optimizer_states\[0\] · Adam · /),
        expect.stringMatching(/^12 of 12 parameters have step, exp_avg, exp_avg_sq · all at step/),
        expect.stringMatching(/^EarlyStopping +val_loss min · best .* · waited \d+ of \d+$/),
        expect.stringMatching(/^ModelCheckpoint +val_loss min · best .* · keeps 1$/),
        expect.stringMatching(/^best is this file/),
        expect.stringMatching(/^[\d.]+ kB = weights .* \+ optimizer .* \+ the rest /),
      ]),
    );
    expect(output).toMatch(/^epoch 3 · step \d+ \(\d+ an epoch\)/m);
    for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('says the same as data, under the same names as every other framework', async () => {
    const { output } = await ckptIn(folder, 'inspect', FILE, '--format', 'json');
    const { training } = JSON.parse(output);
    expect(training).toMatchObject({
      framework: { id: 'lightning', version: '2.6.6' },
      hyperparameters: [{ recordedAs: 'kwargs' }, { of: 'datamodule' }],
      optimizers: [{ type: 'Adam', naming: 'proven' }],
      progress: { epoch: 3 },
    });
  });

  it('in a directory that was moved still finds its best file', async () => {
    const { output } = await ckptIn(treeOf('lightning_moved'), 'ls', '.');
    expect(output).toMatch(/ best /);
    expect(output).not.toMatch(/gone|missing/);
  });

  it('whose last.ckpt is a link to nothing is a row that says so', async () => {
    const copy = copyOf('lightning_dangling_link');
    const checkpoints = 'lightning_logs/version_3/checkpoints';
    mkdirSync(join(copy, checkpoints), { recursive: true });
    symlinkSync('epoch=02-val_loss=3.7500.ckpt', join(copy, checkpoints, 'last.ckpt'));
    const { output } = await ckptIn(copy, 'inspect', 'lightning_logs/version_3');
    expect(output).toMatch(/last\.ckpt/);
    expect(output).toMatch(/a link to a file that is not there/);
  });

  it('that is half written is a row that says so', async () => {
    const copy = copyOf('lightning_csv');
    const file = 'lightning_logs/version_0/checkpoints/epoch=02-val_loss=3.7500.ckpt';
    truncateSync(join(copy, file), 9000);
    for (const command of ['inspect', 'ls']) {
      const { output } = await ckptIn(copy, command, 'lightning_logs/version_0');
      expect(output).toMatch(/3\.7500\.ckpt/);
      expect(output).toMatch(/cannot be read/);
    }
  });
});

describe.skipIf(!hasCorpus)('packnet-style training', () => {
  it('shows what it keeps, by which metric, and which metrics there are', async () => {
    const { output } = await ckptIn(treeOf('packnet_before'), 'inspect', '.');
    expect(output).toMatch(/^save_top_k +3$/m);
    expect(output).toMatch(/^monitor +loss$/m);
    expect(output).toMatch(/^monitor source +default of this code base, not in the file$/m);
    expect(output).toMatch(/^metrics +abs_rel, sqr_rel, rmse, /m);
  });
});

describe.skipIf(!hasCorpus)('an experiment directory', () => {
  const RUN = 'experiments/resnet20_cifar10_20240115_143022';

  it('lists periodic, latest and best files with epoch and accuracy', async () => {
    const { lines } = await ckptIn(treeOf('experiments'), 'inspect', RUN);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^experiment directory · 4 checkpoints/),
        expect.stringMatching(/^next epoch +21$/),
        expect.stringMatching(/^checkpoints\/best\.pt +best +17 +88\.84/),
        expect.stringMatching(/^checkpoints\/epoch_0010\.pt +periodic +10 +81\.16/),
        expect.stringMatching(/^checkpoints\/latest\.pt +last +20 +88\.84/),
        expect.stringMatching(/^val\/acc +20 +84\.06/),
      ]),
    );
  });

  it('has checkpoints that say from which epoch they go on', async () => {
    const { lines } = await ckptIn(treeOf('experiments'), 'inspect', `${RUN}/checkpoints/best.pt`);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^epoch 17 · best acc 88\.84 · /),
        'to resume with: SGD, CosineAnnealingLR, loss scale',
        'goes on with epoch 18',
        'scaler_state_dict  loss scale 65536.0',
      ]),
    );
  });
});
