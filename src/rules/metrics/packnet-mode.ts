import { directionOf } from '../direction.ts';
import { autoMode, packnetConfigs, validationTexts } from '../packnet-config.ts';
import { defineRule } from '../rule.ts';

export const packnetMode = defineRule({
  id: 'metrics/packnet-mode',
  summary: 'packnet-sfm keeps the files that are best, rather than the worst',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    for (const config of packnetConfigs(subject)) {
      const { file, saveTopK, monitor, mode } = config;
      const expected = directionOf(monitor);
      if (saveTopK === undefined || saveTopK === -1 || expected === undefined) continue;
      // The name of the data set is put before that of the metric, and is looked at too.
      const folders = validationTexts(config, 'path').map((path) => path.split('/').at(-1) ?? '');
      const fooling = folders.find((folder) => autoMode(folder) === 'max') ?? null;
      const isAuto = mode === 'auto';
      const taken = isAuto ? autoMode(`${fooling ?? ''}-${monitor}`) : mode;
      if (taken === expected || (taken !== 'min' && taken !== 'max')) continue;
      const data = { monitor, mode, taken, expected, dataset: isAuto ? fooling : null };
      yield { file, path: 'checkpoint.mode', data, confidence: 'likely' };
    }
  },

  message: ({ monitor, mode, taken, dataset }) =>
    mode === 'auto'
      ? `mode auto takes '${taken}' for ${monitor}${
          dataset === null ? '' : `, because of the name of the data set ${dataset}`
        }: the worst files are kept`
      : `mode is '${mode}' for ${monitor}: the worst files are kept`,
  cure: ({ expected }) => `set checkpoint.mode: ${expected}`,
});
