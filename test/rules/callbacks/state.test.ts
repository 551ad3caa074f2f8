import type { CallbackState } from '../../../src/frameworks/training-state.ts';
import type { Tensor, Value } from '../../../src/model/value.ts';
import { earlyStopping as earlyStoppingRule } from '../../../src/rules/callbacks/early-stopping.ts';
import { keyDisagrees } from '../../../src/rules/callbacks/key-disagrees.ts';
import { pathOutside } from '../../../src/rules/callbacks/path-outside.ts';
import { ranking } from '../../../src/rules/callbacks/ranking.ts';
import { scoreNotFinite } from '../../../src/rules/callbacks/score-not-finite.ts';
import { scoresDiffer } from '../../../src/rules/callbacks/scores-differ.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import { earlyStopping, modelCheckpoint, recorded } from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { trainingState } from '../../support/training-states.ts';
import { float, tensor } from '../../support/values.ts';

function kept(...callbacks: readonly CallbackState[]): Partial<Subject> {
  return { training: trainingState({ callbacks }), scalars: new Map() };
}

const A = recorded('a.ckpt');
const B = recorded('b.ckpt');
const bestK = new Map([
  [A, 0.5],
  [B, 0.25],
]);
const sound = { bestK, bestPath: B, bestScore: 0.25, kthBestPath: A, kthValue: 0.5 };

/** A score as files have it: a tensor, whose value was read. */
const score = tensor([], { dtype: 'float32' });
const scalars: ReadonlyMap<Tensor, Value> = new Map([[score, float(Math.fround(0.1))]]);

testRule(ranking, {
  quiet: {
    'the best and the worst of what is kept': kept(modelCheckpoint(sound)),
    'the largest, where more is better': kept(
      modelCheckpoint({ ...sound, mode: 'max', bestPath: A, bestScore: 0.5, kthBestPath: '' }),
    ),
    'a score in float32 against one in float64': {
      ...kept(modelCheckpoint({ bestPath: A, bestScore: score, bestK: new Map([[A, 0.1]]) })),
      scalars,
    },
    'a list that is not full, and has no worst yet': kept(
      modelCheckpoint({ ...sound, kthBestPath: '', kthValue: Number.POSITIVE_INFINITY }),
    ),
    'a best of the run before, which is not ranked': kept(
      modelCheckpoint({ ...sound, bestPath: '/old/before/c.ckpt', bestScore: 0.01 }),
    ),
    'a score that was not read': kept(
      modelCheckpoint({ ...sound, bestK: new Map([[B, score]]), bestScore: 7 }),
    ),
    'no mode': kept(modelCheckpoint({ ...sound, mode: undefined, bestScore: 7 })),
  },
  finds: {
    'a best score that is not the best': {
      subject: kept(modelCheckpoint({ ...sound, bestPath: A, bestScore: 0.5 })),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.ModelCheckpoint.best_model_score',
          data: { score: 0.5, expected: 0.25, file: 'b.ckpt' },
          message:
            'best_model_score is 0.5, and the best of best_k_models is 0.25 (b.ckpt, mode min)',
          cure: /best_k_models/,
        },
      ],
    },
    'a worst score that is not the worst': {
      subject: kept(modelCheckpoint({ ...sound, kthValue: Number.POSITIVE_INFINITY })),
      findings: [
        {
          path: 'callbacks.ModelCheckpoint.kth_value',
          data: { score: 'inf', expected: 0.5 },
          message: /^kth_value is inf, and the worst/,
        },
      ],
    },
  },
});

function keyed(inKey: string, inState: string): CallbackState {
  return modelCheckpoint(
    {},
    { options: new Map([['monitor', inKey]]), state: new Map([['monitor', inState]]) },
  );
}

testRule(keyDisagrees, {
  quiet: {
    'a key that says the same': kept(keyed('val_loss', 'val_loss')),
    'a key that says nothing': kept(modelCheckpoint()),
  },
  finds: {
    'another monitor': {
      subject: kept(keyed('val_loss', 'val_acc')),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.ModelCheckpoint.monitor',
          data: { key: 'val_loss', state: 'val_acc' },
          cure: /monitor='val_loss'/,
        },
      ],
    },
  },
});

testRule(scoreNotFinite, {
  quiet: {
    'scores that are numbers': kept(modelCheckpoint(sound)),
    'no monitor': kept(modelCheckpoint({ monitor: null, bestScore: Number.NaN })),
    'a score that was not read': kept(modelCheckpoint({ bestScore: score })),
    'EarlyStopping before the first validation': kept(
      earlyStopping({ bestScore: Number.POSITIVE_INFINITY }),
    ),
  },
  finds: {
    'a best score that is infinite': {
      subject: kept(modelCheckpoint({ bestPath: A, bestScore: Number.POSITIVE_INFINITY, bestK })),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.ModelCheckpoint.best_model_score',
          data: { score: 'inf', isBest: true },
          message: 'the best val_loss is inf: it was no number, or never computed',
          cure: /another metric/,
        },
      ],
    },
    'a kept file without a number': {
      subject: kept(
        modelCheckpoint({ ...sound, bestK: new Map([...bestK, [recorded('c.ckpt'), Infinity]]) }),
      ),
      findings: [{ severity: 'note', data: { name: 'c.ckpt', isBest: false }, cure: /c.ckpt$/ }],
    },
  },
});

testRule(scoresDiffer, {
  quiet: {
    'one score': kept(modelCheckpoint(sound), earlyStopping({ bestScore: 0.25 })),
    'two monitors': kept(
      modelCheckpoint(sound),
      earlyStopping({ monitor: 'val_acc', bestScore: 0.9 }),
    ),
    'no validation yet': kept(modelCheckpoint(sound), earlyStopping({ bestScore: Infinity })),
    'EarlyStopping alone': kept(earlyStopping({ bestScore: 0.9 })),
  },
  finds: {
    'another score': {
      subject: kept(modelCheckpoint(sound), earlyStopping({ bestScore: 0.2 })),
      findings: [
        {
          severity: 'note',
          confidence: 'likely',
          path: 'callbacks.EarlyStopping.best_score',
          data: { stopping: 0.2, kept: 0.25 },
          cure: /0.25$/,
        },
      ],
    },
  },
});

testRule(earlyStoppingRule, {
  quiet: {
    'patience that is left': kept(earlyStopping({ waitCount: 4 })),
    'a version that kept no patience': kept(earlyStopping({ waitCount: 4, patience: undefined })),
  },
  finds: {
    'patience that is used up': {
      subject: kept(earlyStopping({ waitCount: 5, stoppingReason: 'patience exhausted' })),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.EarlyStopping.wait_count',
          data: { isUsedUp: true, waitCount: 5, patience: 5, reason: 'patience exhausted' },
          message: /^EarlyStopping has waited 5 of 5 for val_loss/,
          cure: /patience=10/,
        },
      ],
    },
    'a stop for another reason': {
      subject: kept(earlyStopping({ stoppedEpoch: 7, stoppingReason: 'metric not finite' })),
      findings: [
        {
          severity: 'note',
          path: 'callbacks.EarlyStopping.stopped_epoch',
          message: 'EarlyStopping stopped training at epoch 7: metric not finite',
          cure: /without the callback/,
        },
      ],
    },
  },
});

testRule(pathOutside, {
  quiet: {
    'paths below the folder': kept(modelCheckpoint(sound)),
    'a folder that was given as a relative path': kept(
      modelCheckpoint({ dirpath: '../runs', bestPath: '../runs/a.ckpt' }),
    ),
    'a version that kept no folder': kept(
      modelCheckpoint({ dirpath: undefined, bestPath: '../runs/a.ckpt' }),
    ),
  },
  finds: {
    'a path that climbs': {
      subject: kept(modelCheckpoint({ ...sound, bestPath: '../../etc/passwd' })),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.ModelCheckpoint',
          data: { recorded: '../../etc/passwd' },
          cure: /^do not/,
        },
      ],
    },
    'one among the kept files, of Windows': {
      subject: kept(modelCheckpoint({ bestK: new Map([['..\\..\\a.ckpt', 1]]) })),
      findings: [{ data: { recorded: '..\\..\\a.ckpt' } }],
    },
  },
});
