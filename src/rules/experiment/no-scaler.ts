import { textOf } from '../../frameworks/common/entries.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { besideConfig } from '../experiment-config.ts';
import { defineRule } from '../rule.ts';
import { settingsOf } from '../settings.ts';

const AMP = /(?:^|\.)(?:amp|use_amp|mixed_precision)(?:\.enabled)?$/;

export const noScaler = defineRule({
  id: 'experiment/no-scaler',
  summary: 'Mixed precision has its loss scale in the checkpoints',
  severity: 'warning',
  questions: ['resume'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    const settings = [...settingsOf(besideConfig(run)?.value)];
    const [setting] = settings.find(([path, value]) => AMP.test(path) && value === true) ?? [];
    // bfloat16 needs no loss scale.
    const isBfloat = settings.some(([, value]) =>
      /^(?:torch\.)?bf(?:loat)?16/.test(textOf(value) ?? ''),
    );
    if (setting === undefined || isBfloat) return;
    const without = run.checkpoints.filter(
      ({ checkpoint }) => checkpoint?.hasOptimizer === true && !checkpoint.hasScaler,
    );
    if (without.length === 0) return;
    yield { path: setting, data: { setting, ...examplesOf(without.map(({ path }) => path)) } };
  },

  message: ({ setting, ...names }) =>
    `${setting} is on, and scaler_state_dict is missing in ${exampleText(names)}`,
  cure: () =>
    "save the scaler too: checkpoint['scaler_state_dict'] = scaler.state_dict(); without it resuming starts from the default scale",
});
