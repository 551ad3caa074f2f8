import { intOf, textOf } from '../../frameworks/common/entries.ts';
import { newestOf } from '../../runs/newest.ts';
import { configuredObjects } from '../lightning-config.ts';
import { isBefore, lightningVersion } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/Lightning-AI/pytorch-lightning/pull/21244 */
const SINCE = '2.6.0';

export const saveLast = defineRule({
  id: 'metrics/save-last',
  summary: 'save_last is configured so that the last file is of the last epoch',
  severity: 'warning',
  questions: ['resume'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    const { targets, run } = subject;
    const newest = newestOf(run?.checkpoints ?? []);
    const said = targets?.lightning ?? newest?.checkpoint.versions.get('pytorch-lightning');
    const version = lightningVersion(said ?? '');
    if (said === undefined || version === undefined || isBefore(version, SINCE)) return;
    for (const { file, path, options } of configuredObjects(subject, 'ModelCheckpoint')) {
      const monitor = textOf(options.get('monitor'));
      const saveTopK = intOf(options.get('save_top_k')) ?? 1;
      const byStep = intOf(options.get('every_n_train_steps')) ?? 0;
      if (options.get('save_last') !== true || monitor === undefined) continue;
      const byTime = options.get('train_time_interval') ?? null;
      if (saveTopK < 1 || byStep > 0 || byTime !== null) continue;
      yield { file, path: `${path}.save_last`, data: { monitor, saveTopK, version: said } };
    }
  },

  message: ({ monitor, saveTopK, version }) =>
    `since Lightning 2.6 (here ${version}) save_last saves only when a file enters the ${saveTopK === 1 ? 'best' : `${saveTopK} best`} by ${monitor}: what came after is lost when training breaks off`,
  cure: () => 'add ModelCheckpoint(monitor=None, save_top_k=1), which keeps the newest epoch',
});
