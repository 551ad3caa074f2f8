import { intOf } from '../../frameworks/common/entries.ts';
import { bytes, count } from '../../model/units.ts';
import type { Run } from '../../runs/run.ts';
import { configuredObjects } from '../lightning-config.ts';
import { packnetConfigs } from '../packnet-config.ts';
import { defineRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** Less is on every disk. */
const WORTH_A_WORD = 10e9;

export const retention = defineRule({
  id: 'metrics/retention',
  summary: 'Keeping every checkpoint takes little space',
  severity: 'note',
  questions: ['resume'],
  about: 'run',
  needs: ['run', 'configs'],

  *find(subject) {
    const byteLength = largestFile(subject.run);
    for (const { file, path, epochs, period } of keepingAll(subject)) {
      const files = Math.ceil(epochs / period);
      if (files * byteLength < WORTH_A_WORD) continue;
      yield { file, path, data: { files, byteLength, total: files * byteLength, epochs, period } };
    }
  },

  message: ({ files, byteLength, total, epochs }) =>
    `save_top_k -1 keeps every file: ${count(files, 'file')} of ${bytes(byteLength)} over ${epochs} epochs, ${bytes(total)} in all`,
  cure: ({ period }) =>
    `save less often, as every ${2 * period} epochs, or keep the best few: save_top_k: 3 with a monitor`,
});

interface KeepingAll {
  readonly file: string;
  readonly path: string;
  readonly epochs: number;
  readonly period: number;
}

function* keepingAll(subject: Subject): Generator<KeepingAll> {
  for (const { file, saveTopK, maxEpochs, period } of packnetConfigs(subject)) {
    if (saveTopK !== -1 || maxEpochs === undefined) continue;
    yield { file, path: 'checkpoint.save_top_k', epochs: maxEpochs, period };
  }
  for (const { file, path, options, trainer } of configuredObjects(subject, 'ModelCheckpoint')) {
    const epochs = intOf(trainer.get('max_epochs'));
    if (intOf(options.get('save_top_k')) !== -1 || epochs === undefined) continue;
    const period = Math.max(1, intOf(options.get('every_n_epochs')) ?? 1);
    yield { file, path: `${path}.save_top_k`, epochs, period };
  }
}

function largestFile({ checkpoints }: Run): number {
  return checkpoints.reduce((most, { byteLength = 0 }) => Math.max(most, byteLength), 0);
}
