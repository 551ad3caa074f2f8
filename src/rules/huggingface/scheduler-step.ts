import { intOf } from '../../frameworks/common/entries.ts';
import { defineRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** The Trainer steps its scheduler once for each global step. */
export const schedulerStep = defineRule({
  id: 'huggingface/scheduler-step',
  summary: 'The scheduler of a Trainer has made as many steps as the training',
  severity: 'warning',
  questions: ['resume'],
  needs: ['training', 'names'],

  *find({ training: { schedulers }, ...subject }) {
    const [scheduler] = schedulers;
    const state = trainingStep(subject);
    if (
      !subject.names.includes('trainer_state.json') ||
      !/(?:^|\/)scheduler\.pt$/.test(subject.file)
    )
      return;
    if (scheduler === undefined || state === undefined) return;
    const { lastEpoch, path, type } = scheduler;
    // One that waits for a metric counts evaluations.
    if (lastEpoch === undefined || lastEpoch === state.step || type === 'ReduceLROnPlateau') return;
    // A step whose gradients overflow is none of the scheduler; several processes step it each.
    const isScaled = subject.names.includes('scaler.pt') && lastEpoch < state.step;
    const isForAll = state.step > 0 && lastEpoch > 0 && lastEpoch % state.step === 0;
    if (isScaled || isForAll) return;
    yield { path, data: { step: state.step, lastEpoch, source: state.source } };
  },

  message: ({ step, lastEpoch, source }) =>
    `the scheduler has made ${lastEpoch} steps, and the training ${step} by ${source}`,
  cure: () =>
    'take all files of the checkpoint from one save: copy its directory again from where it was made',
});

/** The name of the folder tells it, and the state of the run where the folder is the run. */
function trainingStep({ file, run }: Subject) {
  const [, folder, step] = /(?:^|\/)(checkpoint-(\d{1,15}))\/[^/]+$/.exec(file) ?? [];
  if (folder !== undefined) return { step: Number(step), source: `the name ${folder}` };
  const recorded = run?.facts.has('checkpoints') ? undefined : intOf(run?.facts.get('global step'));
  if (run?.kind !== 'huggingface-trainer' || recorded === undefined) return undefined;
  return { step: recorded, source: 'global_step in trainer_state.json' };
}
