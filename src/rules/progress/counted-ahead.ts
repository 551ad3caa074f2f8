import { defineRule } from '../rule.ts';

/** https://github.com/Lightning-AI/pytorch-lightning/blob/1.5.10/pytorch_lightning/trainer/connectors/checkpoint_connector.py */
export const countedAhead = defineRule({
  id: 'progress/counted-ahead',
  summary: 'epoch in the file is the epoch that was finished, as since Lightning 1.6',
  severity: 'note',
  questions: ['resume'],
  needs: ['lightning', 'training'],

  *find({ training: { framework, progress } }) {
    const { recordedEpoch, epoch } = progress;
    const isBeforeLoops = ['pl07', 'pl08', 'pl10', 'pl15'].includes(framework.era ?? '');
    if (!isBeforeLoops || epoch === undefined || recordedEpoch === undefined) return;
    yield { path: 'epoch', data: { recorded: recordedEpoch, epoch } };
  },

  message: ({ recorded, epoch }) =>
    `epoch ${recorded} counts the epochs that were finished, as files before Lightning 1.6 do: the last was ${epoch}, as the name of the file has it`,
});
