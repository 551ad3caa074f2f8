import { bestMissing } from '../../../src/rules/callbacks/best-missing.ts';
import { lastMissing } from '../../../src/rules/callbacks/last-missing.ts';
import { noLast } from '../../../src/rules/callbacks/no-last.ts';
import { topKMissing } from '../../../src/rules/callbacks/top-k-missing.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import type { CheckpointFile } from '../../../src/runs/run.ts';
import { keptFile, modelCheckpoint, recorded } from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { trainingState } from '../../support/training-states.ts';

const FIRST = 'epoch=1-val_loss=0.50.ckpt';
const SECOND = 'epoch=2-val_loss=0.25.ckpt';
const LAST = 'last.ckpt';
const BEST_K = new Map([
  [recorded(FIRST), 0.5],
  [recorded(SECOND), 0.25],
]);

const paths = { bestPath: recorded(SECOND), lastPath: recorded(LAST) };
const first = keptFile(`checkpoints/${FIRST}`, { ...paths, epoch: 1, step: 10, score: 0.5 });
const second = keptFile(`checkpoints/${SECOND}`, { ...paths, epoch: 2, step: 20, score: 0.25 });
const last = keptFile(`checkpoints/${LAST}`, {
  ...paths,
  kind: 'last',
  epoch: 2,
  step: 20,
  score: 0.25,
});
const keeper = modelCheckpoint({ ...paths, bestScore: 0.25, bestK: BEST_K });

/** A file with this state, in a folder of these. */
function beside(
  checkpointFile: CheckpointFile,
  siblings: readonly CheckpointFile[],
  callback = keeper,
): Partial<Subject> {
  return {
    training: trainingState({ callbacks: [callback] }),
    scalars: new Map(),
    checkpointFile,
    siblings,
    names: [checkpointFile, ...siblings].map(({ path }) => path.replace(/.*\//, '')),
  };
}

testRule(bestMissing, {
  quiet: {
    'a best file that is there': beside(last, [first, second]),
    'an older file, whose best was better than it is now': beside(first, [last]),
    'a file that was copied under another name': beside(keptFile('copy.ckpt', { epoch: 2 }), []),
    'a best file in a folder below, which is not listed': beside(
      last,
      [],
      modelCheckpoint({ lastPath: recorded(LAST), bestPath: recorded('epoch=1-val/loss=0.ckpt') }),
    ),
    'a best file of the run before, in another folder': beside(
      last,
      [],
      modelCheckpoint({ lastPath: recorded(LAST), bestPath: '/old/before/epoch=1.ckpt' }),
    ),
    'a single file that was copied out of its run': { ...beside(last, []), run: run() },
    'no callback that keeps files': { ...beside(last, []), training: trainingState() },
  },
  finds: {
    'a best file that is gone': {
      subject: beside(last, [first]),
      findings: [
        {
          severity: 'error',
          path: 'callbacks.ModelCheckpoint.best_model_path',
          data: {
            missing: `checkpoints/${SECOND}`,
            score: 0.25,
            instead: 'last.ckpt',
            isRenamed: false,
          },
          message: /^best_model_path names epoch=2.*\(val_loss 0.25\), and no such file/,
          cure: /^fetch .* take the best that is left: last.ckpt \(val_loss 0.25\)$/,
        },
      ],
    },
    'a best file that was given another name': {
      subject: beside(
        keptFile('checkpoints/epoch=2-val_loss=0.10.ckpt', { ...paths, epoch: 2, score: 0.25 }),
        [],
      ),
      findings: [
        {
          severity: 'warning',
          data: { isRenamed: true, instead: 'epoch=2-val_loss=0.10.ckpt' },
          message: /; epoch=2-val_loss=0.10.ckpt holds what it held$/,
          cure: `give it its name back: mv epoch=2-val_loss=0.10.ckpt ${SECOND}`,
        },
      ],
    },
    'a best file beside which a single file was copied elsewhere': {
      subject: {
        ...beside(last, []),
        run: run({
          kind: 'lightning-logs',
          remarks: [{ kind: 'moved', path: 'checkpoints', data: {} }],
        }),
      },
      findings: [{ severity: 'warning', data: { isRenamed: false } }],
    },
    'the newest of a callback without a monitor': {
      subject: beside(last, [], modelCheckpoint({ ...paths, monitor: null })),
      findings: [
        {
          severity: 'warning',
          data: { metric: null, score: null, instead: null },
          cure: /^fetch/,
        },
      ],
    },
  },
});

testRule(lastMissing, {
  quiet: {
    'a last file that is there': beside(second, [first, last]),
    'a run of which a newer file speaks': beside(first, [second]),
    'a file that was copied under another name': {
      ...beside(keptFile('copy.ckpt'), []),
      isAlone: true,
    },
    'a callback that saves no last file': beside(
      second,
      [],
      modelCheckpoint({ bestPath: recorded(SECOND), lastPath: '' }),
    ),
  },
  finds: {
    'a last file that is gone, once for all that name it': {
      subject: beside(second, [first]),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.ModelCheckpoint.last_model_path',
          data: { recorded: recorded(LAST), files: [FIRST, SECOND] },
          message: /^last_model_path names last.ckpt \(.*last.ckpt\), and no such.*2=|name it$/,
          cure: new RegExp(`ckpt_path='${SECOND}'`),
        },
      ],
    },
    'one that an older file names, which was asked about by itself': {
      subject: { ...beside(first, [second]), isAlone: true },
      findings: [{ data: { files: [FIRST, SECOND] }, cure: new RegExp(SECOND) }],
    },
    'one that a single file names, moved with its folder': {
      subject: beside(second, []),
      findings: [{ data: { files: [SECOND] }, message: /no such file lies here$/ }],
    },
  },
});

testRule(topKMissing, {
  quiet: {
    'files that are all there': beside(last, [first, second]),
    'an older state, some of whose files were removed since': beside(first, [last]),
    'a folder with none of them: the best is missing too': beside(last, []),
  },
  finds: {
    'one of two': {
      subject: beside(last, [second]),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks.ModelCheckpoint.best_k_models',
          data: { missing: [`checkpoints/${FIRST}`], scores: [0.5], kept: 2, count: 1 },
          message: `1 of the 2 files that best_k_models names is not here: ${FIRST} (0.5)`,
          cure: /copy/,
        },
      ],
    },
  },
});

const withoutLast = modelCheckpoint(
  { bestPath: recorded(SECOND), lastPath: '', bestK: BEST_K },
  { state: new Map([['last_model_path', '']]) },
);

testRule(noLast, {
  quiet: {
    'a last file': beside(last, [first, second]),
    'a last file under another name': {
      ...beside(second, [], withoutLast),
      names: ['epoch=3-last.ckpt'],
    },
    'a version that kept no path of it': beside(
      second,
      [],
      modelCheckpoint({ bestPath: recorded(SECOND) }),
    ),
    'an older file': beside(first, [second], withoutLast),
    'a file that was copied under another name': beside(keptFile('x.ckpt'), [], withoutLast),
  },
  finds: {
    'that save_last was off': {
      subject: beside(second, [first], withoutLast),
      findings: [
        {
          severity: 'note',
          data: { newest: SECOND, files: 2 },
          message: 'save_last is off: last.ckpt was never written',
          cure: new RegExp(`^resume from ${SECOND}`),
        },
      ],
    },
  },
});
