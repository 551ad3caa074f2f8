import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeDirectory } from '../../src/node/directory.ts';
import { openFile } from '../../src/node/file.ts';
import { validatePaths } from '../../src/operations/validate-paths.ts';
import type { Validation } from '../../src/operations/validation.ts';
import { callbackRules } from '../../src/rules/callback-rules.ts';
import type { FindingData, Severity } from '../../src/rules/rule.ts';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';

const disk = {
  open: openFile,
  directory: (path: string) => nodeDirectory(path),
  sibling: (path: string, name: string) => join(path, '..', name),
};

function validated(path: string, metricNames?: readonly string[]): Promise<Validation> {
  return validatePaths([path], disk, {
    rules: callbackRules,
    questions: ['load', 'resume', 'eval', 'share'],
    ...(metricNames && { around: { metricNames } }),
  });
}

const reproaches = ({ findings }: Validation) =>
  findings.filter(({ severity }) => severity !== 'note');

interface Expected {
  readonly rule: string;
  readonly severity: Severity;
  /** Below what was asked for. */
  readonly file: string;
  readonly data: FindingData;
}

const AVAILABLE = ['abs_rel', 'sqr_rel', 'rmse', 'rmse_log', 'a1', 'a2', 'a3'];
const PACKNET = 'configs/train_resnetsan01_dual_head_ncdb_640x384.yaml';
const FIXES = [
  'checkpoint.save_top_k: -1',
  'checkpoint.monitor: abs_rel with checkpoint.mode: min',
];
const RECORDED = '/home/user/project';

/** Of each run, what `expected.json` says of callbacks, logs and names, with the values it names. */
const RUNS: Readonly<Record<string, readonly Expected[]>> = {
  lightning_best_deleted: [
    {
      rule: 'callbacks/best-missing',
      severity: 'error',
      file: 'checkpoints/last.ckpt',
      data: { missing: 'checkpoints/epoch=02-val_loss=3.7500.ckpt', score: 3.75 },
    },
  ],
  lightning_csv: [],
  lightning_csv_disagrees: [
    {
      rule: 'metrics/logged-differently',
      severity: 'warning',
      file: 'metrics.csv',
      data: { epoch: 2, logged: 5.75, checkpoint: 3.75 },
    },
  ],
  lightning_dangling_link: [
    {
      rule: 'callbacks/broken-link',
      severity: 'error',
      file: 'checkpoints/last.ckpt',
      data: { target: 'epoch=02-val_loss=3.7500.ckpt' },
    },
  ],
  lightning_last_missing: [
    {
      rule: 'callbacks/last-missing',
      severity: 'warning',
      file: 'checkpoints/epoch=03-val_loss=3.8750.ckpt',
      data: {
        recorded: `${RECORDED}/lightning_logs/version_2/checkpoints/last.ckpt`,
        files: ['epoch=02-val_loss=3.7500.ckpt', 'epoch=03-val_loss=3.8750.ckpt'],
      },
    },
  ],
  lightning_moved: [],
  lightning_renamed: [
    {
      rule: 'callbacks/best-missing',
      severity: 'warning',
      file: 'checkpoints/epoch=02-val_loss=2.7500.ckpt',
      data: { missing: 'checkpoints/epoch=02-val_loss=3.7500.ckpt' },
    },
    {
      rule: 'names/score',
      severity: 'warning',
      file: 'checkpoints/epoch=02-val_loss=2.7500.ckpt',
      data: { file: 'epoch=02-val_loss=2.7500.ckpt', nameSays: 2.75, fileSays: 3.75 },
    },
  ],
  lightning_tensorboard: [],
  lightning_topk_deleted: [
    {
      rule: 'callbacks/top-k-missing',
      severity: 'warning',
      file: 'checkpoints/last.ckpt',
      data: { missing: ['checkpoints/epoch=03-val_loss=3.8750.ckpt'], scores: [3.875] },
    },
  ],
  packnet_abs_rel: [],
  packnet_fixed: [],
  packnet_before: [
    {
      rule: 'metrics/packnet-monitor',
      severity: 'error',
      file: PACKNET,
      data: {
        config: PACKNET,
        key: 'checkpoint.save_top_k',
        value: 3,
        monitor: 'loss',
        available: AVAILABLE,
        fixes: FIXES,
      },
    },
  ],
  packnet_explicit_loss: [
    {
      rule: 'metrics/packnet-monitor',
      severity: 'error',
      file: PACKNET,
      data: { key: 'checkpoint.monitor', value: 'loss', available: AVAILABLE },
    },
  ],
  experiments: [],
  experiments_no_best: [],
  experiments_wrong: [
    {
      rule: 'metrics/best-file',
      severity: 'error',
      file: 'checkpoints/best.pt',
      data: { score: 81.34, other: 'epoch_0020.pt', otherScore: 88.84 },
    },
    {
      rule: 'names/epoch',
      severity: 'warning',
      file: 'checkpoints/epoch_0020.pt',
      data: { file: 'epoch_0020.pt', nameSays: 20, fileSays: 19 },
    },
    {
      rule: 'names/last-older',
      severity: 'error',
      file: 'checkpoints/latest.pt',
      data: { latest: 10, newest: 'epoch_0020.pt', newestEpoch: 19 },
    },
  ],
};

describe.runIf(hasCorpus)('rules of callbacks, metrics and names over the corpus', () => {
  /** A copy with the links that the corpus only describes. */
  const copy = hasCorpus ? mkdtempSync(join(tmpdir(), 'ckpt-links-')) : '';
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  function linked(path: string): string {
    const links: Readonly<Record<string, string>> = JSON.parse(
      readFileSync(join(CORPUS, 'links.json'), 'utf8'),
    );
    const own = Object.entries(links).filter(([link]) => link.startsWith(`${path}/`));
    if (own.length === 0) return join(CORPUS, path);
    for (const [link, target] of own) {
      mkdirSync(dirname(join(copy, link)), { recursive: true, mode: 0o755 });
      symlinkSync(target, join(copy, link));
    }
    cpSync(join(CORPUS, path), join(copy, path), { recursive: true, mode: 0 });
    return join(copy, path);
  }

  for (const [name, expected] of Object.entries(RUNS)) {
    it(`runs/${name}: ${expected.map(({ rule }) => rule).join(', ') || 'nothing'}`, async () => {
      const { open } = JSON.parse(
        readFileSync(join(CORPUS, 'runs', name, 'expected.json'), 'utf8'),
      );
      const root = join(linked(`runs/${name}`), 'tree', open);
      const found = reproaches(await validated(root));
      expect(found.map(({ rule }) => rule)).toEqual(expected.map(({ rule }) => rule));
      for (const [index, { file, ...rest }] of expected.entries()) {
        expect(found[index]).toMatchObject(rest);
        expect(found[index]?.file).toBe(join(root, file));
      }
    });
  }

  it('says of a moved run where it was, and of one without a last file that there is none', async () => {
    const runs = join(CORPUS, 'runs');
    const moved = await validated(join(runs, 'lightning_moved/tree/runs_2025/vae_final'));
    expect(moved.findings).toMatchObject([
      {
        rule: 'callbacks/moved',
        severity: 'note',
        data: { recorded: `${RECORDED}/archive/lightning_logs/version_0/checkpoints` },
      },
    ]);
    const csv = await validated(join(runs, 'lightning_csv/tree/lightning_logs/version_0'));
    expect(csv.findings).toMatchObject([{ rule: 'callbacks/no-last', severity: 'note' }]);
  });

  it('asked about one file, says the same of it', async () => {
    const folder = 'lightning_last_missing/tree/lightning_logs/version_2/checkpoints';
    const older = join(CORPUS, 'runs', folder, 'epoch=02-val_loss=3.7500.ckpt');
    const { findings } = await validated(older);
    expect(findings).toMatchObject([
      {
        rule: 'callbacks/last-missing',
        file: older,
        cure: expect.stringMatching(/epoch=03-val_loss=3.8750.ckpt/),
      },
    ]);
  });

  it('calls files what they are called from where one is', async () => {
    const folder = 'experiments_wrong/tree/experiments/resnet20_cifar10_20240115_143022';
    const from = (path: string) => join(CORPUS, 'runs', folder, path);
    const here = {
      ...disk,
      open: (path: string) => openFile(from(path)),
      directory: (path: string) => nodeDirectory(from(path)),
    };
    const only = ['metrics/best-file', 'names/last-older'];
    const { findings } = await validatePaths(['.'], here, { rules: callbackRules, only });
    const files = findings.map(({ file }) => file);
    expect(files).toEqual(['checkpoints/best.pt', 'checkpoints/latest.pt']);
  });

  it('judges a configuration by itself, with metrics that are listed', async () => {
    const config = (name: string) => join(CORPUS, 'runs', name, 'tree', PACKNET);
    const before = await validated(config('packnet_before'), ['abs_rel', 'rmse']);
    expect(before.findings).toMatchObject([
      { severity: 'error', confidence: 'certain', data: { available: ['abs_rel', 'rmse'] } },
    ]);
    expect(before.findings[0]?.message).toMatch(/Checkpoint metric is not available$/);
    const alone = await validated(config('packnet_before'));
    expect(alone.findings).toMatchObject([{ severity: 'error', confidence: 'likely' }]);
    expect((await validated(config('packnet_abs_rel'))).findings).toEqual([]);
    expect((await validated(config('packnet_fixed'), ['abs_rel'])).findings).toEqual([]);
  });

  it('has nothing against what Lightning wrote', async () => {
    const { files, findings } = await validated(linked('lightning'));
    const checkpoints = files.filter((file) => file.endsWith('.ckpt'));
    expect(checkpoints.length).toBeGreaterThan(60);
    expect(findings.filter(({ severity }) => severity !== 'note')).toMatchObject([
      { rule: 'callbacks/path-outside', data: { recorded: '../../../etc/passwd' } },
    ]);
    announce(`corpus/lightning: ${checkpoints.length} checkpoints by rules of callbacks`);
  });

  for (const folder of ['torch', 'hf', 'third-party', 'dcp', 'deepspeed']) {
    it(`has nothing against checkpoints of others: ${folder}`, async () => {
      const validation = await validated(join(CORPUS, folder));
      expect(reproaches(validation)).toEqual([]);
      announce(`corpus/${folder}: ${validation.files.length} subjects by rules of callbacks`);
    });
  }
});

if (!hasCorpus) announce('the corpus is not beside the project: no rules of callbacks ran over it');
