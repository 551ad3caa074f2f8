import { describe, expect, it } from 'vitest';
import { lightning } from '../../../src/frameworks/lightning/index.ts';
import type { Progress } from '../../../src/frameworks/training-state.ts';
import type { Value } from '../../../src/model/value.ts';
import { type Counts, loops, readOf } from '../../support/lightning.ts';
import { dict, float } from '../../support/values.ts';

type Facts = Omit<Progress, 'parts'>;

function factsOf({ parts: _, ...facts }: Progress): Facts {
  return facts;
}

/** Files of 2.x with the counters `recorded` and loops that count so. */
const LOOPS: readonly (readonly [
  what: string,
  recorded: readonly [epoch: number, step: number],
  Counts,
  Facts,
])[] = [
  [
    'an epoch that is over',
    [1, 8],
    {
      epochs: [2, 2, 2, 1],
      batches: [4, 4, 4, 4],
      isLastBatch: true,
      steps: { total: 8, current: 4 },
    },
    { epoch: 1, step: 8, nextEpoch: 2, isMidEpoch: false, batchesPerEpoch: 4, stepsPerEpoch: 4 },
  ],
  [
    'batches gathered for one step',
    [1, 4],
    {
      epochs: [2, 2, 2, 1],
      batches: [4, 4, 4, 4],
      isLastBatch: true,
      steps: { total: 4, current: 2 },
    },
    { epoch: 1, step: 4, nextEpoch: 2, isMidEpoch: false, batchesPerEpoch: 4, stepsPerEpoch: 2 },
  ],
  [
    'epochs of unequal length',
    [1, 7],
    {
      epochs: [2, 2, 2, 1],
      batches: [4, 4, 4, 4],
      isLastBatch: true,
      steps: { total: 7, current: 4 },
    },
    { epoch: 1, step: 7, nextEpoch: 2, isMidEpoch: false, batchesPerEpoch: 4 },
  ],
  [
    'validation at the end of an epoch',
    [1, 8],
    {
      epochs: [2, 2, 1, 1],
      batches: [4, 4, 4, 4],
      isLastBatch: true,
      steps: { total: 8, current: 4 },
    },
    { epoch: 1, step: 8, nextEpoch: 2, isMidEpoch: false, batchesPerEpoch: 4, stepsPerEpoch: 4 },
  ],
  [
    'the middle of an epoch',
    [0, 3],
    { epochs: [1, 1, 0, 0], batches: [3, 3, 3, 2], steps: { total: 3, current: 3 } },
    { epoch: 0, step: 3, nextEpoch: 0, isMidEpoch: true },
  ],
  [
    'the last step of an epoch',
    [0, 4],
    {
      epochs: [1, 1, 0, 0],
      batches: [4, 4, 4, 3],
      isLastBatch: true,
      steps: { total: 4, current: 4 },
    },
    { epoch: 0, step: 4, nextEpoch: 1, isMidEpoch: false, batchesPerEpoch: 4, stepsPerEpoch: 4 },
  ],
  [
    'the beginning of an epoch, with the batches of the last',
    [1, 4],
    {
      epochs: [2, 1, 1, 1],
      batches: [4, 4, 4, 4],
      isLastBatch: true,
      steps: { total: 4, current: 4 },
    },
    { epoch: 1, step: 4, nextEpoch: 1, isMidEpoch: true },
  ],
  [
    'the end of training',
    [3, 12],
    {
      epochs: [3, 3, 3, 3],
      batches: [4, 4, 4, 4],
      isLastBatch: true,
      steps: { total: 12, current: 4 },
    },
    {
      ...{ epoch: 2, recordedEpoch: 3, step: 12, nextEpoch: 3 },
      ...{ isMidEpoch: false, batchesPerEpoch: 4, stepsPerEpoch: 4 },
    },
  ],
  [
    'before training',
    [0, 0],
    { epochs: [0, 0, 0, 0] },
    { epoch: 0, step: 0, nextEpoch: 0, isMidEpoch: false },
  ],
  [
    'optimizers that the module calls',
    [1, 16],
    { epochs: [2, 2, 2, 1], batches: [4, 4, 4, 4], isLastBatch: true, manualSteps: 16 },
    { epoch: 1, step: 16, nextEpoch: 2, isMidEpoch: false, batchesPerEpoch: 4 },
  ],
  [
    'another number of steps than the module made',
    [1, 99],
    { epochs: [2, 2, 2, 1], manualSteps: 16 },
    { epoch: 1, step: 16, recordedStep: 99, nextEpoch: 2, isMidEpoch: false },
  ],
  [
    'a last batch where there was none',
    [0, 0],
    { epochs: [1, 1, 0, 0], isLastBatch: true },
    { epoch: 0, step: 0, nextEpoch: 0, isMidEpoch: true },
  ],
  [
    'a file upgraded from before 1.6',
    [4, 40],
    { epochs: [0, 0, 0, 4], steps: { total: 40, current: 0 }, manualSteps: 40 },
    { epoch: 3, recordedEpoch: 4, step: 40, nextEpoch: 4 },
  ],
  [
    'counters that were edited',
    [7, 13],
    { epochs: [2, 2, 2, 1], batches: [4, 4, 4, 4], steps: { total: 8, current: 4 } },
    { epoch: 1, recordedEpoch: 7, step: 8, recordedStep: 13, nextEpoch: 2, isMidEpoch: false },
  ],
];

describe('progress by loops', () => {
  for (const [what, [epoch, step], counts, facts] of LOOPS) {
    for (const layout of ['1.x', '2.x'] as const) {
      it(`${what}, ${layout}`, () => {
        const { progress } = readOf({ epoch, global_step: step, loops: loops(counts, layout) });

        expect(factsOf(progress)).toEqual(facts);
      });
    }
  }

  it('is where the counters stand', () => {
    const { progress } = readOf({
      epoch: 0,
      global_step: 0,
      loops: loops({ epochs: [0, 0, 0, 0] }),
    });

    expect(progress.parts.map(({ path }) => path)).toEqual([
      'epoch',
      'global_step',
      'loops.fit_loop',
      'loops.validate_loop',
    ]);
  });
});

/** What each version made of epoch 3 and of 40 steps. */
const ERAS: readonly (readonly [version: string, recorded: readonly [number, number], Facts])[] = [
  ['0.6.0', [0, 0], { epoch: 0, step: 1, recordedStep: 0, nextEpoch: 0 }],
  ['0.6.0', [3, 39], { epoch: 3, step: 40, recordedStep: 39, nextEpoch: 3 }],
  ['0.7.6', [4, 40], { epoch: 3, recordedEpoch: 4, step: 40, nextEpoch: 4 }],
  ['0.9.0', [4, 40], { epoch: 3, recordedEpoch: 4, step: 40, nextEpoch: 4 }],
  ['1.4.9', [4, 40], { epoch: 3, recordedEpoch: 4, step: 40, nextEpoch: 4 }],
  ['1.5.10', [4, 40], { epoch: 3, recordedEpoch: 4, step: 40, nextEpoch: 4 }],
  ['1.5.10', [0, 3], { epoch: 0, step: 3, nextEpoch: 0 }],
  ['1.6.0', [3, 40], { epoch: 3, step: 40 }],
  ['2.6.0', [3, 40], { epoch: 3, step: 40 }],
  ['main', [3, 40], { epoch: 3, step: 40 }],
];

describe('progress without loops', () => {
  for (const [version, [epoch, global_step], facts] of ERAS) {
    it(`of ${version}, ${epoch} and ${global_step}`, () => {
      const root = dict({ 'pytorch-lightning_version': version, epoch, global_step });

      expect(factsOf(lightning.read(root).progress)).toEqual(facts);
    });
  }

  const WRONG: readonly Value[] = ['3', null, true, float(3), -1, 2n ** 70n, dict({})];
  for (const wrong of WRONG) {
    it(`is not known by ${typeof wrong === 'bigint' ? wrong : JSON.stringify(wrong)}`, () => {
      const { progress, extra } = readOf({ epoch: wrong, global_step: wrong, loops: wrong });

      expect(progress).toMatchObject({ epoch: undefined, step: undefined });
      expect(extra.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['epoch', 'global_step']),
      );
    });
  }
});
