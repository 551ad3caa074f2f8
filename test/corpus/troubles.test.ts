/** The troubles that people write about, as the sentences that they read before loading anything. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';
import { ckptIn } from '../support/disk.ts';

const treeOf = (name: string) => join(CORPUS, 'runs', name, 'tree');
const lightning = (name: string) => join(CORPUS, 'lightning', name);

/** What `validate` says, its lines joined to sentences again. */
async function said(folder: string, ...argv: string[]) {
  const { exitCode, output } = await ckptIn(folder, 'validate', ...argv);
  return { exitCode, text: output.replace(/\n +/g, ' ') };
}

announce(hasCorpus ? 'known troubles, from end to end' : 'known troubles: no corpus');

describe.skipIf(!hasCorpus)('validate says before loading', () => {
  it('that last.ckpt is not there, and where to resume instead', async () => {
    const { exitCode, text } = await said(treeOf('lightning_last_missing'), 'lightning_logs');
    expect(exitCode).toBe(0);
    expect(text).toMatch(/warning +callbacks\/last-missing/);
    expect(text).toMatch(/last_model_path names last\.ckpt .* and no such file lies here/);
    expect(text).toMatch(
      /cure: resume from the newest file that is here: trainer\.fit\(model, ckpt_path='epoch=03-val_loss=3\.8750\.ckpt'\)/,
    );
  });

  it('which layers will not fit the number of items it will be used with', async () => {
    const file = 'multi-vae-epoch=03-val_loss=126.6635.ckpt';
    const { exitCode, text } = await said(
      lightning('multivae'),
      file,
      '--expect',
      'num_items=7000',
    );
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /num_items is 137 here and 7000 where you will use it: encoder\.0\.weight \[60, 137\], decoder\.2\.weight \[137, 60\], decoder\.2\.bias \[137\] will not fit, with strict=False either; the first and the last layer have that size/,
    );
    expect(text).toMatch(/cure: keep the size: Model\.load_from_checkpoint\(path, num_items=137\)/);
  });

  it('that a BERT4Rec has that size in its embedding and head only', async () => {
    const { text } = await said(lightning('bert4rec'), 'last.ckpt', '--expect', 'num_items=60');
    expect(text).toMatch(/num_items is 50 here and 60 where you will use it: item_emb\.weight/);
    expect(text).toMatch(/only the embedding and the output layer have that size/);
  });

  it('what torch 2.6 refuses, all of it at once, with the lines that allow it', async () => {
    const file = 'epoch=0-step=4.ckpt';
    const { exitCode, text } = await said(lightning('omegaconf_sub'), file, '--torch', '2.6');
    expect(exitCode).toBe(1);
    expect(text).toMatch(/torch 2\.6 with weights_only refuses 10 names/);
    expect(text).toMatch(/omegaconf\.listconfig\.ListConfig +harmless +hyper_parameters\.dims/);
    expect(text).toMatch(
      /torch\.serialization\.add_safe_globals\(\[omegaconf\.dictconfig\.DictConfig, .*, list, int\]\)/,
    );
  });

  it('that top-k saving goes by a metric that is never there, and which there are', async () => {
    const config = 'configs/train_resnetsan01_dual_head_ncdb_640x384.yaml';
    const { exitCode, text } = await said(
      treeOf('packnet_before'),
      ...[config, '--metrics', 'abs_rel,rmse,a1'],
    );
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /save_top_k is 3, and the metric 'loss' that it goes by, which is the default of this code base, is not among those of validation \(abs_rel, rmse, a1\): the first save stops with AssertionError: Checkpoint metric is not available/,
    );
    expect(text).toMatch(
      /cure: set checkpoint\.save_top_k: -1 .* or checkpoint\.monitor: abs_rel with checkpoint\.mode: min/,
    );
  });

  it('which tensors have elements that are no numbers', async () => {
    const { exitCode, text } = await said(lightning('edited'), 'nan_weights.ckpt', '--data');
    expect(exitCode).toBe(1);
    expect(text).toMatch(/nan 296 times in 1 tensor: state_dict\.decoder\.2\.weight/);
  });

  it('whether, and from which epoch, an experiment can be resumed', async () => {
    const run = 'experiments/resnet20_cifar10_20240115_143022';
    const { exitCode, text } = await said(
      treeOf('experiments'),
      ...[`${run}/checkpoints/best.pt`, '--for', 'resume'],
    );
    expect(exitCode).toBe(0);
    expect(text).toMatch(
      /training can go on with epoch 18, with weights, optimizer, scheduler, loss scaler and best acc 88\.84/,
    );
    expect(text).toMatch(/cure: set checkpoint\.resume to .*best\.pt/);
  });
});
