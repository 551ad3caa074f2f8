import { intOf, textOf } from '../../frameworks/common/entries.ts';
import { directionOf } from '../direction.ts';
import { configuredObjects } from '../lightning-config.ts';
import { defineRule } from '../rule.ts';

/** As `metrics/wrong-mode`, before anything is trained. */
export const configuredMode = defineRule({
  id: 'metrics/configured-mode',
  summary: 'Callbacks are configured to look for more of a score, and less of an error',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    // What checkpoints say of it is told of those.
    if ((subject.run?.keeping.length ?? 0) > 0) return;
    for (const type of ['ModelCheckpoint', 'EarlyStopping']) {
      for (const { file, path, options } of configuredObjects(subject, type)) {
        const monitor = textOf(options.get('monitor'));
        const said = options.get('mode');
        // `min` is the default of both.
        const mode = said === undefined ? 'min' : textOf(said);
        const expected = monitor === undefined ? undefined : directionOf(monitor);
        if (monitor === undefined || (mode !== 'min' && mode !== 'max')) continue;
        if (expected === undefined || expected === mode) continue;
        if (intOf(options.get('save_top_k')) === 0) continue;
        const isSaid = said !== undefined;
        const data = { type, monitor, mode, expected, isSaid };
        yield { file, path: `${path}.mode`, data, confidence: 'likely' };
      }
    }
  },

  message: ({ type, monitor, mode, isSaid }) =>
    `${type} monitors ${monitor} with mode '${mode}'${isSaid ? '' : ', the default'}: ${
      type === 'EarlyStopping'
        ? 'training stops while it still gets better'
        : 'the worst model is kept'
    }`,
  cure: ({ expected }) => `set mode: ${expected}`,
});
