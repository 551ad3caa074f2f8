import { VERSION_KEY } from '../lightning-file.ts';
import { isReadBefore, isReadBySince } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** Their files had no version, and their own Lightning asks for none. */
const BEFORE_VERSIONS: ReadonlySet<string | undefined> = new Set(['pl06', 'pl07']);

/** What a file would be stamped with by the first version of its layout that loads it as it is. */
const STAMPS: ReadonlyMap<string | undefined, string> = new Map([
  ['pl26', '2.6.0'],
  ['pl2x', '2.0.0'],
  ['pl16', '1.6.5'],
  ['pl15', '1.5.0'],
  ['pl10', '1.0.0'],
  ['pl08', '0.8.0'],
  ['pl07', '0.7.0'],
  ['pl06', '0.6.0'],
]);

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/utilities/migration/utils.py */
export const noVersion = defineRule({
  id: 'schema/no-version',
  summary: 'A Lightning checkpoint says which version wrote it',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['lightning', 'training'],

  *find({ lightning: { entries }, training, targets }) {
    if (entries.has(VERSION_KEY) || isReadBefore(targets?.lightning, '1.9')) return;
    const { era } = training.framework;
    const isOld = BEFORE_VERSIONS.has(era);
    const stamp = STAMPS.get(era) ?? (entries.has('loops') ? '2.0.0' : '1.0.0');
    yield {
      severity: isOld && !isReadBySince(targets?.lightning, '1.9') ? 'note' : 'error',
      data: { key: VERSION_KEY, era, stamp },
    };
  },

  message: ({ key }) => `${key} is missing: Lightning 1.9 and later stop with KeyError: '${key}'`,
  cure: ({ key, stamp }) => `add it: ckpt["${key}"] = "${stamp}"; torch.save(ckpt, path)`,
});
