import { describe, expect, it } from 'vitest';
import { fileNameFacts } from '../../src/runs/file-name.ts';

interface Said {
  readonly epoch?: number;
  readonly step?: number;
  readonly version?: number;
  readonly number?: number;
  /** Name, value, digits. */
  readonly metrics?: readonly (readonly [string, number, number])[];
}

const NAMES: readonly (readonly [string, Said])[] = [
  // Lightning
  ['epoch=4-step=1250.ckpt', { epoch: 4, step: 1250 }],
  [
    'epoch=04-val_loss=0.4046-v1.ckpt',
    { epoch: 4, version: 1, metrics: [['val_loss', 0.4046, 4]] },
  ],
  ['epoch=2-val_loss=-0.51.ckpt', { epoch: 2, metrics: [['val_loss', -0.51, 2]] }],
  ['epoch=3-lr=1e-05.ckpt', { epoch: 3, metrics: [['lr', 1e-5, 5]] }],
  ['epoch=3-lr=1.25e-05-v2.ckpt', { epoch: 3, version: 2, metrics: [['lr', 1.25e-5, 7]] }],
  ['epoch=3-loss=1e+20.ckpt', { epoch: 3, metrics: [['loss', 1e20, 0]] }],
  ['epoch=3-loss=.5.ckpt', { epoch: 3, metrics: [['loss', 0.5, 1]] }],
  ['epoch=3-acc=81.5%.ckpt', { epoch: 3, metrics: [['acc', 0.815, 3]] }],
  ['epoch=3-loss=nan.ckpt', { epoch: 3, metrics: [['loss', Number.NaN, 0]] }],
  ['epoch=3-loss=-inf.ckpt', { epoch: 3, metrics: [['loss', Number.NEGATIVE_INFINITY, 0]] }],
  ['epoch=00-val/recall@10=0.6081.ckpt', { epoch: 0, metrics: [['val/recall@10', 0.6081, 4]] }],
  [
    'multi-vae-epoch=02-val_loss=17.75-v1.ckpt',
    { epoch: 2, version: 1, metrics: [['val_loss', 17.75, 2]] },
  ],
  ['my_model_epoch=02.ckpt', { epoch: 2 }],
  ['epoch=1-train_loss_epoch=0.25.ckpt', { epoch: 1, metrics: [['train_loss_epoch', 0.25, 2]] }],
  ['epoch=1-step=12_500.ckpt', { epoch: 1, step: 12500 }],
  [
    'epoch=05_KITTI_raw-eigen_test_files-velodyne-abs_rel=0.110.ckpt',
    { epoch: 5, metrics: [['abs_rel', 0.11, 3]] },
  ],
  ['epoch=3-last.ckpt', { epoch: 3 }],
  ['last-epoch=3.ckpt', { epoch: 3 }],
  ['last.ckpt', {}],
  ['last-v1.ckpt', { version: 1 }],
  ['best-v12.ckpt', { version: 12 }],
  ['epoch=3_v0.ckpt', { epoch: 3, version: 0 }],
  ['run_ckpt_epoch_7.ckpt', { epoch: 7 }],
  ['val_loss=0.12345000356435776.ckpt', { metrics: [['val_loss', 0.12345000356435776, 17]] }],
  // without metric names
  ['epoch_004.ckpt', { epoch: 4 }],
  ['ckpt-epoch004.ckpt', { epoch: 4 }],
  ['epoch_0009.pt', { epoch: 9 }],
  ['checkpoint_epoch_12.pt', { epoch: 12 }],
  ['epoch-3-step-40.pth', { epoch: 3, step: 40 }],
  ['net_ep7.pth.tar', { epoch: 7 }],
  ['iter_80000.pth', { step: 80000 }],
  ['step_1000', { step: 1000 }],
  ['checkpoint-500', { step: 500 }],
  // a number, and no word for it
  ['model_00010.pth', { number: 10 }],
  ['hpc_ckpt_7.ckpt', { number: 7 }],
  ['checkpoint12.pt', {}],
  ['v1.0.ckpt', {}],
  ['e01-0.0078.ckpt', {}],
  ['model-00001-of-00003.safetensors', {}],
  ['resnet_v2.pth', {}],
  ['vit_s16.pth', {}],
  ['pointnet2.pt', {}],
  // nothing
  ['best.pt', {}],
  ['latest.pt', {}],
  ['.lr_find_2f1e.ckpt', {}],
  ['', {}],
  ['epoch=.ckpt', {}],
  ['epoch=abc.ckpt', {}],
  ['epoch=99999999999999999999.ckpt', {}],
  ['__proto__=1.5.ckpt', { metrics: [['__proto__', 1.5, 1]] }],
];

describe('the name of a file', () => {
  for (const [name, { metrics = [], ...counters }] of NAMES) {
    it(JSON.stringify(name), () => {
      const facts = fileNameFacts(name);

      expect({ ...facts, metrics: [...facts.metrics] }).toEqual({
        ...counters,
        metrics: metrics.map(([metric, value, digits]) => [metric, { value, digits }]),
      });
    });
  }

  it('costs little, however long', () => {
    const hostile = `${'a_'.repeat(20_000)}=`;
    const start = performance.now();

    fileNameFacts(hostile);

    expect(performance.now() - start).toBeLessThan(200);
  });
});
