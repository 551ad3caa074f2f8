import { VERSION_KEY } from '../lightning-file.ts';
import { isReadBefore, NEWEST_LIGHTNING } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

export const unparsable = defineRule({
  id: 'versions/unparsable',
  summary: 'The version of Lightning in the file is one',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['lightning'],

  *find({ lightning: { stamp, version }, targets }) {
    if (stamp === undefined || version !== undefined) return;
    if (isReadBefore(targets?.lightning, '1.9')) return;
    yield { path: VERSION_KEY, data: { stamp } };
  },

  message: ({ stamp }) =>
    `"${stamp}" is no version of Lightning: 1.9 and later stop with InvalidVersion`,
  cure: () =>
    `write the one that made it, such as: ckpt["${VERSION_KEY}"] = "${NEWEST_LIGHTNING}"; torch.save(ckpt, path)`,
});
