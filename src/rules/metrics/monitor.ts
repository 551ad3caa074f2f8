import { intOf, textOf } from '../../frameworks/common/entries.ts';
import { pythonRepr } from '../../model/python-repr.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { configuredObjects } from '../lightning-config.ts';
import { nearestNames } from '../nearest-name.ts';
import { producedMetrics } from '../packnet-config.ts';
import { defineRule } from '../rule.ts';

/** What Lightning adds to the metrics that are logged. */
const ALWAYS: readonly string[] = ['epoch', 'step'];

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/callbacks/model_checkpoint.py */
export const monitor = defineRule({
  id: 'metrics/monitor',
  summary: 'Callbacks monitor metrics that training logs',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    const available = producedMetrics(subject);
    if (available.length === 0) return;
    for (const type of ['ModelCheckpoint', 'EarlyStopping']) {
      for (const { file, path, options } of configuredObjects(subject, type)) {
        const name = textOf(options.get('monitor'));
        // An interpolation is filled in later.
        if (name === undefined || name.includes('${')) continue;
        if ([...available, ...ALWAYS].includes(name)) continue;
        const isStrict = options.get('strict') !== false;
        const isUnused = intOf(options.get('save_top_k')) === 0;
        const isListed = subject.metricNames !== undefined;
        const nearest = nearestOf(name, available);
        yield {
          file,
          path: `${path}.monitor`,
          // A metric that is only for the callbacks is in no log.
          severity: isUnused || !isStrict ? 'note' : isListed ? 'error' : 'warning',
          confidence: isListed ? 'certain' : 'likely',
          data: { type, monitor: name, nearest, ...examplesOf(available) },
        };
      }
    }
  },

  message: ({ type, monitor: name, nearest: _, ...available }) =>
    type === 'EarlyStopping'
      ? `EarlyStopping monitors ${name}, which is not among the metrics (${exampleText(available)}): RuntimeError: Early stopping conditioned on metric \`${name}\` which is not available`
      : `ModelCheckpoint monitors ${name}, which is not among the metrics (${exampleText(available)}): MisconfigurationException: \`ModelCheckpoint(monitor='${name}')\` could not find the monitored key in the returned metrics`,
  cure: ({ monitor: name, nearest }) =>
    nearest.length === 0
      ? `log it: self.log(${pythonRepr(name)}, value)`
      : `set monitor: ${nearest.join(' or ')}, or log it: self.log(${pythonRepr(name)}, value)`,
});

/** Several data loaders and steps of one metric give it several names. */
function nearestOf(name: string, available: readonly string[]): readonly string[] {
  const variants = available.filter(
    (one) =>
      [`${name}_epoch`, `${name}_step`].includes(one) || one.startsWith(`${name}/dataloader_idx_`),
  );
  return variants.length > 0 ? variants.slice(0, 3) : nearestNames(name, available);
}
