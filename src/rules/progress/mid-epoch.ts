import { number } from '../../model/units.ts';
import { defineRule } from '../rule.ts';

export const midEpoch = defineRule({
  id: 'progress/mid-epoch',
  summary: 'The file was written at the end of an epoch',
  severity: 'note',
  questions: ['resume'],
  needs: ['fitLoop', 'training'],

  *find({ fitLoop: { path, loop }, training }) {
    const { epoch, isMidEpoch = false } = training.progress;
    if (!isMidEpoch || epoch === undefined) return;
    const batches = loop.batches.current.processed ?? null;
    yield { path, data: { epoch, batches } };
  },

  message({ epoch, batches }) {
    const after =
      batches === null
        ? ''
        : `, after ${batches === 1 ? '1 batch' : `${number(batches)} batches`} of it`;
    return `written within epoch ${epoch}${after}: resuming goes on there, with batches in another order unless the data loader keeps its state`;
  },
  cure: () =>
    'to resume at the beginning of an epoch, take a checkpoint from the end of one: ckpt ls shows which are',
});
