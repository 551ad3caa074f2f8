import { isBefore, isReadBefore } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** Keys that the way from an old layout to the present one reads without asking. */
const READ: readonly { readonly before: string; readonly keys: readonly string[] }[] = [
  { before: '1.6.0', keys: ['global_step', 'epoch'] },
  { before: '1.6.5', keys: ['global_step'] },
];

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/utilities/migration/migration.py */
export const migrationFails = defineRule({
  id: 'versions/migration-fails',
  summary: 'What Lightning needs to bring an old file to its own layout is there',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['lightning'],

  *find({ lightning: { entries, stamp = '', version }, targets }) {
    if (version === undefined || isReadBefore(targets?.lightning, '1.9')) return;
    const needed = READ.filter(({ before }) => isBefore(version, before)).flatMap(
      ({ keys }) => keys,
    );
    // From 1.6.0 on there are loops; before that they are made.
    if (isBefore(version, '1.6.5') && !isBefore(version, '1.6.0')) needed.unshift('loops');
    const missing = [...new Set(needed)].filter((key) => !entries.has(key));
    if (missing.length > 0) yield { data: { stamp, missing } };
  },

  message: ({ stamp, missing }) =>
    `${missing.join(' and ')} missing from a file of Lightning ${stamp}: loading with 1.9 or later stops with KeyError: '${missing[0]}'`,
  cure: ({ missing }) =>
    missing[0] === 'loops'
      ? 'take another checkpoint of the run, or load the weights alone: model.load_state_dict(ckpt["state_dict"])'
      : `add what is missing: ${missing.map((key) => `ckpt["${key}"] = 0`).join('; ')}; torch.save(ckpt, path)`,
});
