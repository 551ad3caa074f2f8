import { numberOf } from '../../frameworks/common/entries.ts';
import { isResumeAsked } from '../asked-for.ts';
import { configured } from '../config-values.ts';
import { defineRule } from '../rule.ts';

/** Under which frameworks and people keep the number of epochs to train. */
const EPOCHS = [
  ...['trainer.max_epochs', 'max_epochs', 'arch.max_epochs', 'training.epochs', 'train.epochs'],
  ...['training.max_epochs', 'training.num_epochs', 'trainer.epochs', 'num_epochs', 'epochs'],
];

export const nothingLeft = defineRule({
  id: 'progress/nothing-left',
  summary: 'There are epochs left to train',
  severity: 'error',
  questions: ['resume'],
  needs: ['training'],

  *find({ training, configs, askedFor }) {
    const { epoch, recordedEpoch, nextEpoch } = training.progress;
    if (nextEpoch === undefined) return;
    const found = configured({ training, ...(configs && { configs }) }, EPOCHS);
    const most = numberOf(found?.value);
    if (found === undefined || most === undefined || !(most > 0 && nextEpoch >= most)) return;
    // Lightning stops at once where all is done, and refuses where there is more than all.
    const isRefused = training.framework.id === 'lightning' && (recordedEpoch ?? epoch ?? 0) > most;
    const severity = isRefused ? 'error' : 'warning';
    yield {
      severity: isResumeAsked({ askedFor }) ? severity : 'note',
      data: {
        epoch: recordedEpoch ?? epoch ?? null,
        nextEpoch,
        most,
        key: found.key,
        where: found.where,
        isRefused,
      },
      explains: [{ rule: 'progress/resume' }],
    };
  },

  message: ({ epoch, nextEpoch, most, key, where, isRefused }) =>
    isRefused
      ? `resuming stops with MisconfigurationException: You restored a checkpoint with current_epoch=${epoch}, but you have set Trainer(max_epochs=${most})`
      : `training is over: the next epoch would be ${nextEpoch}, the first being 0, and ${key} in ${where} is ${most}`,
  cure: ({ key, nextEpoch }) => `to train on, set ${key} to more than ${nextEpoch}`,
});
