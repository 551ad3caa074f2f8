import { fileBelow } from '../file-below.ts';
import { defineRule } from '../rule.ts';

export const failed = defineRule({
  id: 'run/failed',
  summary: 'No log of the run ends in an error',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run: { logs, checkpoints, kind }, file }) {
    // Jobs of a sweep are runs of their own, and of one without any checkpoint that is the finding.
    if (kind === 'hydra-multirun' || (kind === 'hydra-run' && checkpoints.length === 0)) return;
    for (const { path, error } of logs) {
      if (error === undefined) continue;
      const isStopped = /^(?:\w+\.)*(?:KeyboardInterrupt|SystemExit)\b/.test(error);
      yield {
        file: fileBelow(file, path),
        data: { error },
        ...(isStopped && { severity: 'note' }),
      };
    }
  },

  message: ({ error }) => `the run did not end well: the log ends in ${error}`,
  cure: () =>
    'take the checkpoints as those of a run that was cut off, and mend its cause before resuming',
});
