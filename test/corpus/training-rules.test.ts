import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDirectory } from '../../src/node/directory.ts';
import { openFile } from '../../src/node/file.ts';
import type { ValidateOptions } from '../../src/operations/validate.ts';
import { validatePaths } from '../../src/operations/validate-paths.ts';
import type { Finding, FindingData, Severity } from '../../src/rules/rule.ts';
import { trainingRules } from '../../src/rules/training-rules.ts';
import { announce, CORPUS, goldenCases, hasCorpus } from '../support/corpus.ts';

const disk = {
  open: openFile,
  directory: (path: string) => nodeDirectory(path),
  sibling: (path: string, name: string) => join(path, '..', name),
};

async function found(path: string, options: ValidateOptions = {}): Promise<readonly Finding[]> {
  const all = { ...options, rules: trainingRules };
  return (await validatePaths([join(CORPUS, path)], disk, all)).findings;
}

async function reproaches(path: string, options?: ValidateOptions): Promise<readonly Finding[]> {
  return (await found(path, options)).filter(({ severity }) => severity !== 'note');
}

interface Expected {
  readonly rule: string;
  readonly severity: Severity;
  readonly path?: string;
  readonly data?: FindingData;
}

/** What is wrong with each file that the manifest says something is wrong with. */
const LIGHTNING: Readonly<Record<string, Expected>> = {
  'edited/counters.ckpt': {
    rule: 'progress/step',
    severity: 'warning',
    path: 'global_step',
    data: { recorded: 13, counted: 8 },
  },
  'edited/extra_key.ckpt': {
    rule: 'optimizer/untrained-weights',
    severity: 'warning',
    path: 'state_dict.foo.weight',
    data: { count: 1, examples: ['foo.weight'] },
  },
  'edited/missing_key.ckpt': {
    rule: 'optimizer/parameter-count',
    severity: 'error',
    path: 'optimizer_states[0]',
    data: { parameters: 12, weights: 11, shapes: ['[4]'] },
  },
  'edited/no_optimizer.ckpt': {
    rule: 'optimizer/missing',
    severity: 'error',
    path: 'optimizer_states',
    data: { step: 8 },
  },
  'edited/no_state_dict.ckpt': { rule: 'schema/no-state-dict', severity: 'error' },
  'edited/no_version.ckpt': { rule: 'schema/no-version', severity: 'error' },
  'edited/optimizer_shape.ckpt': {
    rule: 'optimizer/moment-shapes',
    severity: 'error',
    path: 'optimizer_states[0].state[1].exp_avg',
    data: { parameter: 'encoder.0.bias', found: '[3]', expected: '[8]' },
  },
  'edited/optimizer_short.ckpt': {
    rule: 'optimizer/outside-groups',
    severity: 'error',
    path: 'optimizer_states[0].state[11]',
    data: { listed: 11, examples: ['11'] },
  },
  'old/bad_version.ckpt': {
    rule: 'versions/unparsable',
    severity: 'error',
    data: { stamp: 'main' },
  },
  'old/v1.6.3_no_loops.ckpt': {
    rule: 'versions/migration-fails',
    severity: 'error',
    data: { missing: ['loops'] },
  },
};

/** What Lightning 2.6 does with files of old versions. */
const FOR_2_6: Readonly<Record<string, readonly string[]>> = {
  'v0.6': ['error schema/no-version'],
  'v0.7': ['error schema/no-version'],
  'v0.8': ['warning versions/state-dropped'],
  'v0.9_apex': ['warning versions/state-dropped'],
  'v1.0': [],
  'v1.4': [],
  'v1.5': [],
  'v1.6': [],
  'v1.6.3_no_loops': ['error versions/migration-fails'],
  'v1.9': [],
  upgraded: [],
  newer: ['warning versions/newer'],
  bad_version: ['error versions/unparsable'],
};

const EXPERIMENT = 'tree/experiments/resnet20_cifar10_20240115_143022/checkpoints';

describe.runIf(hasCorpus)('rules of training over the corpus', () => {
  const cases = hasCorpus ? goldenCases(join(CORPUS, 'lightning')) : [];

  it('find in files of Lightning what is wrong with them, and nothing else', async () => {
    for (const { name } of cases) {
      const file = name.replace(/\.golden\.json$/, '');
      const expected = LIGHTNING[file];
      const findings = await reproaches(`lightning/${file}`);
      expect({ file, findings }).toMatchObject({
        file,
        findings: expected === undefined ? [] : [expected],
      });
    }
    announce(
      `corpus/lightning: ${cases.length} files, ${Object.keys(LIGHTNING).length} with something wrong`,
    );
  });

  for (const [file, expected] of Object.entries(FOR_2_6)) {
    it(`lightning/old/${file}.ckpt for Lightning 2.6: ${expected.join(', ') || 'nothing'}`, async () => {
      const around = { targets: { lightning: '2.6' } };
      const findings = await reproaches(`lightning/old/${file}.ckpt`, { around });
      expect(findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(expected);
    });
  }

  it('find nothing wrong with other files, but for an experiment after mishaps', async () => {
    for (const folder of ['runs', 'hf', 'torch', 'third-party', 'deepspeed', 'dcp']) {
      const latest = `runs/experiments_wrong/${EXPERIMENT}/latest.pt`;
      const expected = {
        rule: 'scheduler/last-epoch',
        severity: 'warning',
        file: join(CORPUS, latest),
        data: { last: 20, epoch: 10 },
      };
      const findings = await reproaches(folder);
      expect({ folder, findings }).toMatchObject({
        folder,
        findings: folder === 'runs' ? [expected] : [],
      });
    }
    announce('corpus/{runs,hf,torch,third-party,deepspeed,dcp}: rules of training asked');
  });

  it('say for a file of an experiment with which epoch it goes on', async () => {
    const file = `runs/experiments/${EXPERIMENT}/best.pt`;
    const findings = await found(file, { questions: ['resume'] });
    expect(findings.find(({ rule }) => rule === 'progress/resume')).toMatchObject({
      severity: 'note',
      confidence: 'certain',
      message:
        'training can go on with epoch 18, with weights, optimizer, scheduler, loss scaler and best acc 88.84',
      cure: `set checkpoint.resume to ${join(CORPUS, file)}`,
    });
  });

  it('say that an experiment is over', async () => {
    const file = `runs/experiments/${EXPERIMENT}/latest.pt`;
    expect(await reproaches(file, { questions: ['resume'] })).toMatchObject([
      {
        rule: 'progress/nothing-left',
        severity: 'warning',
        data: { nextEpoch: 21, most: 20, key: 'training.epochs' },
      },
    ]);
  });

  it('say of a file without its loss scaler, by itself, that it is missing', async () => {
    const file = `runs/experiments_no_best/${EXPERIMENT}/epoch_0010.pt`;
    expect(await reproaches(file)).toMatchObject([
      { rule: 'optimizer/loss-scaler', severity: 'warning', data: { key: 'training.amp' } },
    ]);
  });

  it('refuse to resume from weights alone, and let them be loaded', async () => {
    const file = 'lightning/weights_only/last.ckpt';
    expect(await reproaches(file, { questions: ['resume'] })).toMatchObject([
      {
        rule: 'schema/weights-only',
        severity: 'error',
        message: expect.stringContaining('contains only the model'),
      },
    ]);
    for (const question of ['load', 'eval', 'share'] as const) {
      expect(await found(file, { questions: [question] })).toEqual([]);
    }
  });
});

if (!hasCorpus)
  announce('the corpus is not beside the project: no rule of training was asked of it');
