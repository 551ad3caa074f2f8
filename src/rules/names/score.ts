import { baseName } from '../../runs/recorded-path.ts';
import { scoreData } from '../callback-states.ts';
import { defineRule } from '../rule.ts';

/** Half of the last digit, and what float32 makes of it. */
const SLACK = 1 + 1e-6;

export const score = defineRule({
  id: 'names/score',
  summary: 'The score in the name of a file is the score in the file',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['checkpointFile'],

  *find({ checkpointFile: { fileName, checkpoint, path } }) {
    const { metric } = checkpoint ?? {};
    const named = metric === undefined ? undefined : fileName.metrics.get(metric.name);
    if (metric?.value === undefined || named === undefined) return;
    const { value: fileSays, name } = metric;
    const { value: nameSays, digits } = named;
    // NaN is ranked as infinity.
    const areNumbers = Number.isFinite(fileSays) && Number.isFinite(nameSays);
    if (!areNumbers && !Number.isFinite(fileSays) && !Number.isFinite(nameSays)) return;
    const rounding = 0.5 * 10 ** -digits * SLACK + Math.abs(fileSays) * 1e-7;
    if (areNumbers && Math.abs(nameSays - fileSays) <= rounding) return;
    yield {
      data: {
        file: baseName(path),
        metric: name,
        nameSays: scoreData(nameSays),
        fileSays: scoreData(fileSays),
      },
    };
  },

  message: ({ metric, nameSays, fileSays }) =>
    `the name says ${metric} ${nameSays}, and the file ${fileSays}`,
  cure: ({ metric, fileSays }) =>
    `go by the file, whose ${metric} is ${fileSays}; it was renamed, and scripts that sort by names choose wrongly`,
});
