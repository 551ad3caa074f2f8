import { entry, textOf } from '../../frameworks/common/entries.ts';
import type { Value } from '../../model/value.ts';
import type { Run } from '../../runs/run.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { overrideOf, toldOverride } from '../hydra-override.ts';
import { defineRule } from '../rule.ts';
import { isSameSetting, settingData, settingsOf, settingText } from '../settings.ts';

export const overrides = defineRule({
  id: 'hydra/overrides',
  summary: 'The configuration of a Hydra job has the values that it was started with',
  severity: 'warning',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    const [first, ...others] = [...disagreements(run)];
    if (first === undefined) return;
    const { setting, override, config } = first;
    const all = [first, ...others].map((one) => one.override);
    yield {
      path: setting,
      data: { setting, override, config: settingData(config), ...examplesOf(all) },
    };
  },

  message({ override, setting, config, count, examples }) {
    const others =
      count > 1 ? `; so do ${exampleText({ count: count - 1, examples: examples.slice(1) })}` : '';
    return `the job was started with ${override}, and its configuration has ${settingText(config)} at ${setting}${others}`;
  },
  cure: ({ override }) =>
    `one of the two was changed later; to do the same again, start with ${override} and compare`,
});

interface Disagreement {
  readonly setting: string;
  readonly override: string;
  readonly config: Value;
}

/** Of two overrides of one setting the last counts. */
function* disagreements({ kind, configs, overrides: texts, facts }: Run): Generator<Disagreement> {
  if (kind !== 'hydra-run') return;
  const settings = settingsOf(configs.find(({ title }) => title === 'Hydra config')?.value);
  const choices = facts.get('choices');
  const last = new Map(
    texts.flatMap((text) => {
      const override = overrideOf(text);
      return override === undefined ? [] : [[override.key, { ...override, text }] as const];
    }),
  );
  for (const { key, value, text } of last.values()) {
    const choice = textOf(entry(choices, key));
    const config = choice ?? settings.get(key);
    if (config === undefined || isSameSetting(value, config) !== false) continue;
    const told = toldOverride(text);
    yield { setting: key, override: told, config: told === text ? config : '…' };
  }
}
