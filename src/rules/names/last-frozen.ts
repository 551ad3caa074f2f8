import { newestOf } from '../../runs/newest.ts';
import { baseName } from '../../runs/recorded-path.ts';
import { isBefore, lightningVersion } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** Since 2.6 `last` is saved together with a file that is kept: https://github.com/Lightning-AI/pytorch-lightning/pull/21244 */
const SINCE = '2.6.0';

export const lastFrozen = defineRule({
  id: 'names/last-frozen',
  summary: 'The last checkpoint is of the last epoch that was logged',
  severity: 'warning',
  questions: ['resume'],
  about: 'run',
  needs: ['run', 'metrics'],

  *find({ run: { checkpoints, kind }, metrics, file }) {
    const last = newestOf(checkpoints.filter((one) => one.kind === 'last'));
    const version = lightningVersion(last?.checkpoint.versions.get('pytorch-lightning') ?? '');
    if (kind === 'folder' || last === undefined || version === undefined) return;
    const epoch = last.checkpoint.epoch;
    if (epoch === undefined || isBefore(version, SINCE)) return;
    // Something newer that is there is `last-older`.
    if (newestOf(checkpoints)?.checkpoint.epoch !== epoch) return;
    const logged = metrics
      .flatMap((source) => source.metrics)
      .reduce((most, metric) => Math.max(most, metric.last.epoch ?? -1), -1);
    if (logged <= epoch) return;
    const data = { name: baseName(last.path), epoch, logged };
    yield { file: `${file}/${last.path}`, data, confidence: 'likely' };
  },

  message: ({ name, epoch, logged }) =>
    `${name} is of epoch ${epoch}, and epochs up to ${logged} were logged: since Lightning 2.6 it is saved only when a file enters the best`,
  cure: () =>
    'add ModelCheckpoint(monitor=None, save_top_k=1) for the newest epoch, and resume from its file',
});
