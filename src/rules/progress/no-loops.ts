import { number } from '../../model/units.ts';
import { isBefore } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/trainer/connectors/checkpoint_connector.py */
export const noLoops = defineRule({
  id: 'progress/no-loops',
  summary: 'A file of Lightning 1.6 or later has the counters that resuming goes by',
  severity: 'warning',
  questions: ['resume'],
  needs: ['lightning', 'training'],

  *find({ lightning: { entries, version }, training, fitLoop }) {
    // Before 1.6 there were none, and files of 1.6.0 to 1.6.4 without them cannot be loaded at all.
    if (version === undefined || isBefore(version, '1.6.5')) return;
    if (!entries.has('optimizer_states') || fitLoop !== undefined) return;
    const { epoch = null, step = null } = training.progress;
    yield { data: { key: entries.has('loops') ? 'loops.fit_loop' : 'loops', epoch, step } };
  },

  message({ key, epoch, step }) {
    const recorded = [
      ...(epoch === null ? [] : [`epoch ${number(epoch)}`]),
      ...(step === null ? [] : [`step ${number(step)}`]),
    ].join(' and ');
    const instead = recorded === '' ? '' : ` instead of at ${recorded}`;
    return `${key} is missing: resuming takes the weights and the optimizer, and counts from epoch 0 and step 0 again${instead}`;
  },
  cure: () => 'resume from another checkpoint of the run',
});
