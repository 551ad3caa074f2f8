import { intOf } from '../../frameworks/common/entries.ts';
import { configuredObjects } from '../lightning-config.ts';
import { defineRule } from '../rule.ts';

/** Files are saved when validation ends, in epochs that both numbers divide. */
export const cadence = defineRule({
  id: 'metrics/cadence',
  summary: 'Saving and validation meet before training ends',
  severity: 'error',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['configs'],

  *find(subject) {
    for (const { file, path, options, trainer } of configuredObjects(subject, 'ModelCheckpoint')) {
      const every = intOf(options.get('every_n_epochs'));
      const check = intOf(trainer.get('check_val_every_n_epoch')) ?? 1;
      const most = intOf(trainer.get('max_epochs'));
      if (every === undefined || every < 1 || check < 1 || most === undefined || most < 1) continue;
      if (intOf(options.get('save_top_k')) === 0) continue;
      // At the end of training epochs, validation does not count.
      const together =
        options.get('save_on_train_epoch_end') === true ? every : meeting(every, check);
      if (together <= most) continue;
      const data = { every, check, together, most };
      yield { file, path: `${path}.every_n_epochs`, data };
    }
  },

  message: ({ every, check, together, most }) =>
    `every_n_epochs is ${every} and check_val_every_n_epoch ${check}, which meet every ${together} epochs, and max_epochs is ${most}: nothing is ever saved`,
  cure: ({ check, most }) =>
    check <= most
      ? `set every_n_epochs: ${check}`
      : `set check_val_every_n_epoch to ${most} or less, and every_n_epochs to the same`,
});

/** The least number that both divide. */
function meeting(one: number, other: number): number {
  let [larger, smaller] = [one, other];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return (one / larger) * other;
}
