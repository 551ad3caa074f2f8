import { VERSION_KEY } from '../lightning-file.ts';
import {
  isOlder,
  type LightningVersion,
  lightningVersion,
  NEWEST_LIGHTNING,
} from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

export const newer = defineRule({
  id: 'versions/newer',
  summary: 'The file is no newer than the Lightning that will read it',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['lightning'],

  *find({ lightning: { stamp = '', version }, targets }) {
    const target = targets?.lightning;
    const reader = lightningVersion(target ?? NEWEST_LIGHTNING);
    if (version === undefined || reader === undefined) return;
    if (!isOlder(reader, cutTo(reader, version))) return;
    yield {
      path: VERSION_KEY,
      severity: target === undefined ? 'note' : 'warning',
      data: { stamp, target: target ?? null, newest: NEWEST_LIGHTNING },
    };
  },

  message: ({ stamp, target, newest }) =>
    target === null
      ? `Lightning ${stamp} wrote it, and no version after ${newest} is known here`
      : `Lightning ${stamp} wrote it: ${target} warns of that, and reads it as if it were its own`,
  cure: ({ stamp }) =>
    `read it with that version or a later one: pip install "lightning>=${stamp}"`,
});

/** Who says 2.6 means any 2.6. */
function cutTo({ release: { length } }: LightningVersion, version: LightningVersion) {
  return { ...version, release: version.release.slice(0, length) };
}
