import { intOf, numberOf, textOf } from '../../frameworks/common/entries.ts';
import type { Value } from '../../model/value.ts';
import { configuredObjects } from '../lightning-config.ts';
import { defineRule } from '../rule.ts';

/** What the constructor of ModelCheckpoint refuses. */
export const savingOptions = defineRule({
  id: 'metrics/saving-options',
  summary: 'ModelCheckpoint takes the options it is configured with',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    for (const { file, path, options } of configuredObjects(subject, 'ModelCheckpoint')) {
      const refused = refusalOf(options);
      if (refused === undefined) continue;
      const { option, error, advice } = refused;
      yield { file, path: `${path}.${option}`, data: { option, error, advice } };
    }
  },

  message: ({ error }) => `ModelCheckpoint raises MisconfigurationException: ${error}`,
  cure: ({ advice }) => advice,
});

interface Refusal {
  readonly option: string;
  readonly error: string;
  readonly advice: string;
}

const TRIGGERS = ['every_n_train_steps', 'every_n_epochs', 'train_time_interval'];

function refusalOf(options: ReadonlyMap<Value, Value>): Refusal | undefined {
  const mode = textOf(options.get('mode'));
  if (mode !== undefined && !mode.includes('${') && mode !== 'min' && mode !== 'max') {
    const error = `\`mode\` can be min, max but got ${mode}`;
    return { option: 'mode', error, advice: 'set mode: min for a loss, mode: max for an accuracy' };
  }
  const saveTopK = intOf(options.get('save_top_k')) ?? 1;
  if (saveTopK < -1) {
    const error = `Invalid value for save_top_k=${saveTopK}. Must be >= -1`;
    return { option: 'save_top_k', error, advice: 'set save_top_k: -1 to keep every file' };
  }
  const monitor = options.get('monitor');
  if ((monitor === null || monitor === undefined) && saveTopK > 1) {
    const error = `ModelCheckpoint(save_top_k=${saveTopK}, monitor=None) is not a valid configuration. No quantity for top_k to track`;
    const advice =
      'set monitor: val_loss, or whatever is logged, or save_top_k: -1 to keep every file';
    return { option: 'save_top_k', error, advice };
  }
  const given = TRIGGERS.filter((name) => {
    const value = options.get(name);
    return value !== null && value !== undefined && numberOf(value) !== 0;
  });
  if (given.length < 2) return undefined;
  const error = `Combination of parameters ${given.join(', ')} should be mutually exclusive`;
  return {
    option: given[0] ?? '',
    error,
    advice: 'keep one of them, and add a ModelCheckpoint for each other',
  };
}
