import { intOf } from '../../frameworks/common/entries.ts';
import { inside } from '../../runs/inside.ts';
import { newestOf } from '../../runs/newest.ts';
import type { Run } from '../../runs/run.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** More epochs than this nobody trains, and a hostile file may say any number. */
const MOST_EPOCHS = 1_000_000;

/** `save_frequency: 10` saves after every tenth epoch, and whenever there is a new best. */
export const cadence = defineRule({
  id: 'names/cadence',
  summary: 'Every file is there that `save_frequency` says was saved',
  severity: 'note',
  questions: ['resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    const frequency = frequencyIn(run);
    const epochs = epochsIn(run);
    const newest = newestOf(run.checkpoints)?.checkpoint.epoch ?? -1;
    const last = [...epochs].reduce((most, epoch) => Math.max(most, epoch), newest);
    if (frequency === undefined || epochs.size === 0 || last > MOST_EPOCHS) return;
    const first = firstEpoch(epochs, frequency);
    if (first === undefined) return;
    const missing: string[] = [];
    for (let epoch = first; epoch <= last; epoch += frequency) {
      if (!epochs.has(epoch)) missing.push(String(epoch));
    }
    if (missing.length === 0) return;
    yield { data: { frequency, last, ...examplesOf(missing) } };
  },

  message: ({ frequency, last, ...missing }) =>
    `save_frequency is ${frequency} and epoch ${last} was reached, and ${missing.count === 1 ? 'epoch' : 'epochs'} ${exampleText(missing)} ${missing.count === 1 ? 'has' : 'have'} no file`,
  cure: () =>
    'copy what is missing from where it was saved, unless old files were deleted on purpose',
});

function frequencyIn({ kind, configs }: Run): number | undefined {
  if (kind !== 'experiment') return undefined;
  const frequency = intOf(inside(configs[0]?.value, 'checkpoint', 'save_frequency'));
  return frequency !== undefined && frequency > 0 ? frequency : undefined;
}

/** Of the files that names number: those are there whatever their content says. */
function epochsIn({ checkpoints }: Run): ReadonlySet<number> {
  const epochs = checkpoints.map(({ fileName, checkpoint }) =>
    fileName.epoch === undefined ? undefined : (checkpoint?.epoch ?? fileName.epoch),
  );
  return new Set(epochs.filter((epoch) => epoch !== undefined));
}

/** Epochs are counted from 0 or from 1; `undefined` where the files do not tell which. */
function firstEpoch(epochs: ReadonlySet<number>, frequency: number): number | undefined {
  const all = [...epochs];
  const fromZero = all.some((epoch) => (epoch + 1) % frequency === 0);
  const fromOne = all.some((epoch) => epoch > 0 && epoch % frequency === 0);
  if (fromZero === fromOne) return undefined;
  return fromZero ? frequency - 1 : frequency;
}
