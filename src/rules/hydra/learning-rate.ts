import { numberOf } from '../../frameworks/common/entries.ts';
import type { TrainingState } from '../../frameworks/training-state.ts';
import { defineRule } from '../rule.ts';
import { settingName, settingsOf } from '../settings.ts';
import type { Subject } from '../subject.ts';

const RATE = /^(?:lr|learning_rate)$/;

export const learningRate = defineRule({
  id: 'hydra/learning-rate',
  summary: 'The optimizer began with the learning rate of the configuration',
  severity: 'warning',
  questions: ['resume'],
  needs: ['training', 'run', 'checkpointFile'],

  *find({ training, run, checkpointFile, isAlone = false }) {
    if (run.kind !== 'hydra-run') return;
    // Of a run that is asked about as a whole it is told once.
    const newest = run.last ?? run.best?.path ?? run.checkpoints[0]?.path;
    if (!isAlone && checkpointFile.path !== newest) return;
    // What the checkpoint recorded of it is compared by another rule.
    if (hasRecordedRate(training)) return;
    const [first, ...others] = [...configuredRates(run)];
    // Of several rates, which is this optimizer’s is not said.
    if (first === undefined || others.some(([, rate]) => rate !== first[1])) return;
    const [setting, config] = first;
    const [rate, ...rates] = firstRates(training);
    // Groups may have rates of their own: one that is as configured is enough.
    if (rate === undefined || [rate, ...rates].some((one) => isNear(one.rate, config))) return;
    const data = { setting, config, checkpoint: rate.rate };
    yield { path: rate.path, data, confidence: 'likely' };
  },

  message: ({ setting, config, checkpoint }) =>
    `the optimizer began with the learning rate ${checkpoint}, and the configuration of the job has ${config} at ${setting}`,
  cure: ({ setting, checkpoint }) =>
    `resuming restores the rate of the checkpoint; to do the same again, start with ${setting}=${checkpoint}`,
});

function hasRecordedRate({ hyperparameters }: TrainingState): boolean {
  return hyperparameters.some(({ entries }) => [...entries.keys()].some((name) => RATE.test(name)));
}

/** Those of a scheduler are bounds of its own. */
function* configuredRates({
  configs,
}: NonNullable<Subject['run']>): Generator<readonly [setting: string, rate: number]> {
  const config = configs.find(({ title }) => title === 'Hydra config');
  for (const [path, value] of settingsOf(config?.value)) {
    const rate = RATE.test(settingName(path)) ? numberOf(value) : undefined;
    if (rate !== undefined && !/sched|warmup|callback/i.test(path)) yield [path, rate];
  }
}

/** These set the rate they begin with: of a group it is theirs. */
const OWN_RATES: ReadonlySet<string | undefined> = new Set(['OneCycleLR', 'CyclicLR', undefined]);

/** What the groups of the first optimizer began with, as far as that is known. */
function firstRates({ optimizers, schedulers }: TrainingState) {
  const isOwn = schedulers.some(({ type }) => OWN_RATES.has(type));
  return (optimizers[0]?.groups ?? []).flatMap(({ path, lr, initialLr }) => {
    const now = typeof lr === 'number' && schedulers.length === 0 ? lr : undefined;
    const rate = isOwn ? undefined : (initialLr ?? now);
    return rate === undefined ? [] : [{ path, rate }];
  });
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}
