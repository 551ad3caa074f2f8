import { isResumeAsked } from '../asked-for.ts';
import { isWhole } from '../resume-parts.ts';
import { defineRule } from '../rule.ts';

export const missing = defineRule({
  id: 'scheduler/missing',
  summary: 'Where a scheduler has set the learning rate, its state is there',
  severity: 'warning',
  questions: ['resume'],
  needs: ['training', 'optimizers', 'weights'],

  *find({ training, optimizers, names, askedFor }) {
    if (training.schedulers.length > 0) return;
    if (!isWhole({ training, ...(names && { names }) })) return;
    const groups = optimizers.flatMap((optimizer) => optimizer.groups);
    // Only schedulers write it.
    const group = groups.find(({ initialLr }) => initialLr !== undefined);
    if (group?.initialLr === undefined || !Number.isFinite(group.initialLr)) return;
    const lr = typeof group.lr === 'number' && Number.isFinite(group.lr) ? group.lr : null;
    const severity = isResumeAsked({ askedFor }) ? 'warning' : 'note';
    yield { path: group.path, severity, data: { initial: group.initialLr, lr } };
  },

  message: ({ initial, lr }) =>
    `a scheduler began at a learning rate of ${initial}${lr === null ? '' : ` and was at ${lr}`}, and its state is not there: resuming begins the schedule again`,
  cure: () =>
    'save it with the rest: {"scheduler_state_dict": scheduler.state_dict(), ...}, or step the new one to the epoch of the file',
});
