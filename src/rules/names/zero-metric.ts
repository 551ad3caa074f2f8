import { pythonRepr } from '../../model/python-repr.ts';
import { baseName } from '../../runs/recorded-path.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { nearestNames } from '../nearest-name.ts';
import { defineRule } from '../rule.ts';

/** Lightning writes 0 for a metric that it does not know when it makes the name. */
export const zeroMetric = defineRule({
  id: 'names/zero-metric',
  summary: 'Metrics in names are metrics that were logged',
  severity: 'warning',
  questions: ['eval'],
  about: 'run',
  needs: ['run', 'metrics'],

  *find({ run: { checkpoints }, metrics }) {
    const logged = new Set(metrics.flatMap((source) => source.metrics.map(({ name }) => name)));
    if (logged.size === 0) return;
    const names = new Set(checkpoints.flatMap(({ fileName }) => [...fileName.metrics.keys()]));
    for (const metric of names) {
      const files = checkpoints.filter(({ fileName }) => fileName.metrics.has(metric));
      const isZero = files.every(({ fileName }) => fileName.metrics.get(metric)?.value === 0);
      const isKept = files.some(({ checkpoint }) => checkpoint?.metric?.name === metric);
      if (!isZero || isKept || logged.has(metric)) continue;
      const [nearest = null] = nearestNames(metric, [...logged]);
      const data = { metric, nearest, ...examplesOf(files.map(({ path }) => baseName(path))) };
      yield { data, confidence: 'likely' };
    }
  },

  message: ({ metric, nearest: _, ...files }) =>
    `the ${metric} in ${exampleText(files)} is 0, as Lightning writes it for a metric that it does not have`,
  cure: ({ metric, nearest }) =>
    `name a metric that is logged in filename=${nearest === null ? '' : `, as {${nearest}}`}, or log it: self.log(${pythonRepr(metric)}, value)`,
});
