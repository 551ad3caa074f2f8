import { baseName } from '../../runs/recorded-path.ts';
import { defineRule } from '../rule.ts';

/** Only Lightning’s: what other programs count as steps, their files do not say. */
export const step = defineRule({
  id: 'names/step',
  summary: 'The step in the name of a file is the step in the file',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['training', 'checkpointFile'],

  *find({ training: { progress, framework }, checkpointFile }) {
    const nameSays = checkpointFile.fileName.step;
    const { step: fileSays, recordedStep } = progress;
    if (framework.id !== 'lightning' || nameSays === undefined || fileSays === undefined) return;
    // Versions before 1.6 named files before they counted the step.
    const counts = [fileSays, recordedStep, fileSays - 1];
    if (counts.includes(nameSays)) return;
    yield { data: { file: baseName(checkpointFile.path), nameSays, fileSays } };
  },

  message: ({ nameSays, fileSays }) =>
    `the name says step ${nameSays}, and the file step ${fileSays}`,
  cure: ({ fileSays }) => `go by the file, which is of step ${fileSays}; it was renamed`,
});
