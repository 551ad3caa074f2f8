import { isResumeAsked } from '../asked-for.ts';
import { isWhole } from '../resume-parts.ts';
import { defineRule } from '../rule.ts';

export const noCounters = defineRule({
  id: 'progress/no-counters',
  summary: 'A file with optimizer state says how far training was',
  severity: 'warning',
  questions: ['resume'],
  needs: ['training', 'optimizers', 'weights'],

  *find({ training, names, askedFor }) {
    const { progress, framework } = training;
    if (framework.id === 'lightning') return;
    if (progress.epoch !== undefined || progress.step !== undefined) return;
    // Written so by `strip_optimizer`, which is no accident.
    if (progress.recordedEpoch !== undefined) return;
    if (!isWhole({ training, ...(names && { names }) })) return;
    yield { severity: isResumeAsked({ askedFor }) ? 'warning' : 'note', data: {} };
  },

  message: () => 'neither an epoch nor a step is recorded: who resumes has to say where',
  cure: () => 'save the epoch as well: {"epoch": epoch, ...}',
});
