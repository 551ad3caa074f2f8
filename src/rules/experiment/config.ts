import { examplesOf, exampleText } from '../examples.ts';
import { besideConfig, insideConfig } from '../experiment-config.ts';
import { fileBelow } from '../file-below.ts';
import { defineRule } from '../rule.ts';
import { isSameSetting, settingData, settingsOf, settingText } from '../settings.ts';

export const config = defineRule({
  id: 'experiment/config',
  summary: 'The configuration beside the checkpoints is the one inside them',
  severity: 'warning',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    const [beside, inside] = [besideConfig(run), insideConfig(run)];
    if (beside?.value === undefined || inside?.value === undefined) return;
    const own = settingsOf(inside.value);
    const unlike = [...settingsOf(beside.value)].flatMap(([setting, value]) => {
      const other = own.get(setting);
      return other !== undefined && isSameSetting(value, other) === false
        ? [{ setting, beside: settingData(value), inside: settingData(other) }]
        : [];
    });
    if (unlike.length === 0) return;
    yield {
      file: fileBelow(file, beside.path),
      path: unlike[0]?.setting,
      data: {
        checkpoint: inside.path,
        ...examplesOf(unlike.map(({ setting }) => setting)),
        beside: unlike.slice(0, MOST_VALUES).map((one) => one.beside),
        inside: unlike.slice(0, MOST_VALUES).map((one) => one.inside),
      },
    };
  },

  message: ({ checkpoint, ...names }) =>
    `it differs from the configuration inside ${checkpoint} in ${exampleText(names)}`,
  details: ({ examples, beside, inside }) =>
    examples.map(
      (name, index) =>
        `${name}: ${settingText(beside[index])} here, ${settingText(inside[index])} in the checkpoint`,
    ),
  cure: ({ checkpoint }) =>
    `trust the one inside ${checkpoint}, which is what it was trained with, and correct this one`,
});

/** As many as are named. */
const MOST_VALUES = 5;
