import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entry } from '../../../src/frameworks/common/entries.ts';
import { looksLikeScheduler, readScheduler } from '../../../src/frameworks/common/scheduler.ts';
import type { Value } from '../../../src/model/value.ts';
import { announce, CORPUS, hasCorpus } from '../../support/corpus.ts';
import { openPath } from '../../support/goldens.ts';
import { dict, float, instance, list, tensor } from '../../support/values.ts';

const COMMON = { last_epoch: 4, _step_count: 5, _last_lr: list(float(0.1)), base_lrs: list(1) };
const withKeys = (...keys: readonly string[]) =>
  dict({ ...Object.fromEntries(keys.map((key) => [key, 1])), ...COMMON });

describe('the type of a scheduler, by what it keeps', () => {
  const cases: readonly (readonly [type: string | undefined, keys: readonly string[]])[] = [
    ['StepLR', ['step_size', 'gamma']],
    ['MultiStepLR', ['milestones', 'gamma']],
    ['ExponentialLR', ['gamma']],
    ['ExponentialLR', ['gamma', 'verbose']],
    ['ConstantLR', ['factor', 'total_iters']],
    ['LinearLR', ['start_factor', 'end_factor', 'total_iters']],
    ['PolynomialLR', ['total_iters', 'power']],
    ['CosineAnnealingLR', ['T_max', 'eta_min']],
    ['CosineAnnealingWarmRestarts', ['T_0', 'T_i', 'T_mult', 'eta_min', 'T_cur']],
    [
      'OneCycleLR',
      ['total_steps', 'step_size_up', 'step_size_down', 'anneal_func', 'cycle_momentum'],
    ],
    ['CyclicLR', ['max_lrs', 'total_size', 'step_ratio', 'mode', 'gamma', 'cycle_momentum']],
    ['SWALR', ['_anneal_strategy', 'anneal_epochs']],
    ['LambdaLR', ['lr_lambdas']],
    [undefined, []],
    [undefined, ['gamma', 'warmup']],
  ];
  for (const [type, keys] of cases) {
    it(`${type ?? 'unknown'}: ${keys.join(', ') || 'nothing of its own'}`, () => {
      expect(readScheduler(withKeys(...keys), '').type).toBe(type);
    });
  }
});

describe('a scheduler', () => {
  it('has counters and learning rates', () => {
    const { entries, ...facts } = readScheduler(withKeys('T_max', 'eta_min'), 'lr_schedulers[0]');
    expect(facts).toEqual({
      ...{ path: 'lr_schedulers[0]', type: 'CosineAnnealingLR', lastEpoch: 4 },
      ...{ lastLr: [0.1], baseLrs: [1] },
    });
    expect([...entries.keys()]).toEqual(['T_max', 'eta_min', ...Object.keys(COMMON)]);
  });

  it('that was pickled whole says its class', () => {
    const whole = instance('torch.optim.lr_scheduler.StepLR', { last_epoch: 3, optimizer: null });
    expect(readScheduler(whole, '')).toMatchObject({ type: 'StepLR', lastEpoch: 3 });
  });

  it('of anything is read without a complaint', () => {
    const odd = dict({ last_epoch: 'x', _last_lr: list(tensor([])), base_lrs: 3 });
    for (const value of [null, 1, 'x', list(), dict({}), odd]) {
      expect(readScheduler(value, '')).toMatchObject({
        ...{ type: undefined, lastEpoch: undefined, lastLr: [], baseLrs: [] },
      });
    }
  });

  const cases: readonly (readonly [what: string, value: Value, isOne: boolean])[] = [
    ['one of torch', withKeys('gamma'), true],
    ['one without rates, of a known type', dict({ step_size: 1, gamma: 1, last_epoch: 0 }), true],
    ['a chain of them', dict({ _schedulers: list() }), true],
    ['a checkpoint', dict({ last_epoch: 3, model: dict({}) }), false],
    ['options without a counter', dict({ step_size: 1, gamma: 1 }), false],
    ['nothing', null, false],
  ];
  for (const [what, value, isOne] of cases) {
    it(`${isOne ? 'is' : 'is not'} ${what}`, () => {
      expect(looksLikeScheduler(value)).toBe(isOne);
    });
  }
});

/** The files of the corpus, by torch 2.13. */
const FILES: readonly (readonly [file: string, type: string, lastEpoch: number | undefined])[] = [
  ['chained', 'ChainedScheduler', undefined],
  ['cosine', 'CosineAnnealingLR', 4],
  ['cyclic', 'CyclicLR', 4],
  ['lambda_function', 'LambdaLR', 4],
  ['lambda_object', 'LambdaLR', 4],
  ['multistep', 'MultiStepLR', 4],
  ['object', 'StepLR', 0],
  ['onecycle', 'OneCycleLR', 4],
  ['plateau', 'ReduceLROnPlateau', 4],
  ['poly', 'PolynomialLR', 4],
  ['sequential', 'SequentialLR', 4],
  ['step', 'StepLR', 4],
  ['warm_restarts', 'CosineAnnealingWarmRestarts', 4],
];

describe.runIf(hasCorpus)('schedulers by torch', () => {
  it('of the corpus are told', async () => {
    for (const [file, type, lastEpoch] of FILES) {
      const { root } = await openPath(join(CORPUS, 'torch/sched', `${file}.pt`));
      const value = entry(root, 'lr_scheduler') ?? entry(root, 'scheduler') ?? null;
      const state = readScheduler(value, '');
      expect([file, state.type, state.lastEpoch]).toEqual([file, type, lastEpoch]);
      expect([file, looksLikeScheduler(value)]).toEqual([file, true]);
      expect([file, state.lastLr.length]).toEqual([file, 1]);
    }
    announce(`types of schedulers: ${FILES.length} files of the corpus`);
  });
});

if (!hasCorpus) announce('types of schedulers: no corpus, only literals');
