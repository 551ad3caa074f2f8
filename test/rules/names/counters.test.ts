import type { Progress } from '../../../src/frameworks/training-state.ts';
import { epoch } from '../../../src/rules/names/epoch.ts';
import { score } from '../../../src/rules/names/score.ts';
import { step } from '../../../src/rules/names/step.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import type { CheckpointFile } from '../../../src/runs/run.ts';
import { type KeptFile, keptFile } from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile } from '../../support/runs.ts';
import { trainingState } from '../../support/training-states.ts';

function named(
  path: string,
  progress: Partial<Progress>,
  siblings: readonly CheckpointFile[] = [],
  framework = 'lightning',
): Partial<Subject> {
  const training = trainingState({
    framework: { id: framework, title: framework, notes: [] },
    progress: { epoch: undefined, step: undefined, parts: [], ...progress },
  });
  return { training, checkpointFile: keptFile(path), siblings };
}

const loop = { framework: 'training-loop' };
const fromZero = keptFile('epoch_0010.pt', { ...loop, epoch: 10 });
const fromOne = keptFile('epoch_0010.pt', { ...loop, epoch: 9 });

testRule(epoch, {
  quiet: {
    'the same epoch': named('epoch=3-step=8.ckpt', { epoch: 3 }),
    'an epoch that older versions counted otherwise': named('epoch=4.ckpt', {
      epoch: 3,
      recordedEpoch: 4,
    }),
    'a file of a training that is over': named('epoch10.pt', { epoch: -1 }, [], 'ultralytics'),
    'a name without one': named('last.ckpt', { epoch: 3 }),
    'a file without one': named('epoch=3.ckpt', {}),
    'a project that counts from one, all files of it': named(
      'epoch_0020.pt',
      { epoch: 19 },
      [fromOne],
      'training-loop',
    ),
    'files of another folder that count otherwise': named(
      'epoch_0020.pt',
      { epoch: 19 },
      [fromOne, keptFile('other/epoch_0010.pt', { ...loop, epoch: 10 })],
      'training-loop',
    ),
  },
  finds: {
    'one off, where another file is not': {
      subject: named('checkpoints/epoch_0020.pt', { epoch: 19, nextEpoch: 20 }, [
        keptFile('checkpoints/epoch_0010.pt', { ...loop, epoch: 10 }),
      ]),
      findings: [
        {
          severity: 'warning',
          data: { file: 'epoch_0020.pt', nameSays: 20, fileSays: 19 },
          message: 'the name says epoch 20, and the file epoch 19',
          cure: /^go by the file, which resumes with epoch 20;/,
        },
      ],
    },
    'a single file, one off, which may be the habit of its project': {
      subject: named('epoch_0020.pt', { epoch: 19 }, [], 'training-loop'),
      findings: [{ confidence: 'possible', data: { nameSays: 20, fileSays: 19 } }],
    },
    'another epoch altogether': {
      subject: named('epoch_0020.pt', { epoch: 7 }, [], 'training-loop'),
      findings: [{ data: { nameSays: 20, fileSays: 7 }, cure: /^go by the file;/ }],
    },
    'one off in a name of Lightning': {
      subject: named('epoch=4.ckpt', { epoch: 3 }, [fromZero]),
      findings: [{ data: { nameSays: 4, fileSays: 3 } }],
    },
  },
});

testRule(step, {
  quiet: {
    'the same step': named('epoch=3-step=8.ckpt', { step: 8 }),
    'a step that older versions counted otherwise': named('epoch=3-step=7.ckpt', { step: 8 }),
    'files of others, whose steps are their own': named('step_100.pt', { step: 7 }, [], 'timm'),
    'a name without one': named('last.ckpt', { step: 8 }),
  },
  finds: {
    'another step': {
      subject: named('epoch=3-step=80.ckpt', { step: 8 }),
      findings: [
        {
          severity: 'warning',
          data: { file: 'epoch=3-step=80.ckpt', nameSays: 80, fileSays: 8 },
          cure: /step 8;/,
        },
      ],
    },
  },
});

const scored = (path: string, parts: KeptFile) => ({ checkpointFile: keptFile(path, parts) });

testRule(score, {
  quiet: {
    'a score that was rounded': scored('epoch=1-val_loss=0.12.ckpt', { score: 0.125 }),
    'a score that was rounded half to even': scored('a-val_loss=0.13.ckpt', { score: 0.125 }),
    'a large one, of which float32 keeps few digits': scored('val_loss=1064.7800.ckpt', {
      score: Math.fround(1064.78),
    }),
    'NaN, which is ranked as infinity': scored('epoch=1-val_loss=nan.ckpt', { score: Infinity }),
    'another metric': scored('epoch=1-val_acc=0.9.ckpt', { score: 0.5 }),
    'a file without a score': scored('epoch=1-val_loss=0.12.ckpt', {}),
    'a file that cannot be read': { checkpointFile: checkpointFile('val_loss=0.1.ckpt') },
  },
  finds: {
    'another score': {
      subject: scored('checkpoints/epoch=02-val_loss=2.7500.ckpt', { score: 3.75 }),
      findings: [
        {
          severity: 'warning',
          data: { file: 'epoch=02-val_loss=2.7500.ckpt', nameSays: 2.75, fileSays: 3.75 },
          message: 'the name says val_loss 2.75, and the file 3.75',
          cure: /3.75;/,
        },
      ],
    },
    'a negative one': {
      subject: scored('epoch=2-val_loss=-0.51.ckpt', { score: 0.51 }),
      findings: [{ data: { nameSays: -0.51, fileSays: 0.51 } }],
    },
    'a number for NaN': {
      subject: scored('epoch=2-val_loss=0.51.ckpt', { score: Infinity }),
      findings: [{ data: { nameSays: 0.51, fileSays: 'inf' } }],
    },
  },
});
