import { schedulerStep } from '../../../src/rules/huggingface/scheduler-step.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { trainingState } from '../../support/training-states.ts';

const training = (lastEpoch: number, type = 'LambdaLR') =>
  trainingState({
    schedulers: [{ path: '', type, lastEpoch, lastLr: [], baseLrs: [], entries: new Map() }],
  });
const names = ['scheduler.pt', 'trainer_state.json'];
const file = 'run/checkpoint-8/scheduler.pt';

testRule(schedulerStep, {
  quiet: {
    'the same number': { file, names, training: training(8) },
    'a step that overflowed': { file, names: [...names, 'scaler.pt'], training: training(7) },
    'several processes': { file, names, training: training(16) },
    'one that waits for a metric': { file, names, training: training(2, 'ReduceLROnPlateau') },
    'a folder that is no Trainer’s': { file, names: ['scheduler.pt'], training: training(2) },
    'another file': { file: 'checkpoint-8/optimizer.pt', names, training: training(2) },
    'a folder that tells no step': { file: 'run/scheduler.pt', names, training: training(2) },
    'no scheduler': { file, names, training: trainingState() },
  },
  finds: {
    'another number than the folder': {
      subject: { file, names, training: training(7) },
      findings: [
        {
          severity: 'warning',
          data: { step: 8, lastEpoch: 7 },
          message: /made 7 steps, and the training 8 by the name checkpoint-8$/,
        },
      ],
    },
    'another number than the state': {
      subject: {
        file: 'run/scheduler.pt',
        names,
        training: training(8),
        run: run({ kind: 'huggingface-trainer', facts: new Map([['global step', 9]]) }),
      },
      findings: [
        { data: { step: 9, lastEpoch: 8 }, message: /by global_step in trainer_state\.json$/ },
      ],
    },
  },
});
