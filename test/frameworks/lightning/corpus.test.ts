import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lightning } from '../../../src/frameworks/lightning/index.ts';
import type { TrainingState } from '../../../src/frameworks/training-state.ts';
import { valueAt } from '../../../src/model/path.ts';
import type { Value } from '../../../src/model/value.ts';
import { announce, CORPUS, goldenCases, hasCorpus } from '../../support/corpus.ts';
import { openPath } from '../../support/goldens.ts';

/** The part of a golden’s encoding that is needed here: what Python itself says of the file. */
interface Golden {
  readonly dict?: readonly (readonly [key: Golden, value: Golden])[];
  readonly list?: readonly Golden[];
  readonly int?: string;
  readonly str?: string;
  readonly global?: string;
  readonly object?: string;
  readonly tensor?: object;
}

const keyOf = ({ str, global, int }: Golden) => str ?? global ?? int ?? '';
const entriesOf = (golden: Golden | undefined) =>
  new Map((golden?.dict ?? []).map(([key, value]) => [keyOf(key), value]));
const keysOf = (golden: Golden | undefined) => [...entriesOf(golden).keys()];
const intOf = (golden: Golden | undefined) =>
  golden?.int === undefined ? undefined : Number(golden.int);

const CASES = hasCorpus ? goldenCases(join(CORPUS, 'lightning')) : [];
const IN_RUNS = hasCorpus
  ? goldenCases(join(CORPUS, 'runs')).filter(({ name }) =>
      /^(?:lightning|num_items)_.*\.ckpt$/.test(name),
    )
  : [];

async function opened(file: string): Promise<{ root: Value; state: TrainingState }> {
  const { root } = await openPath(file);
  expect(lightning.recognizes(root)).toBe(true);
  return { root, state: lightning.read(root) };
}

/** Keys that Lightning itself writes and that have a place of their own in what is read. */
const KNOWN =
  /^(?:epoch|global_step|(?:legacy_)?pytorch-lightning_version|state_dict|loops|callbacks|optimizer_states|lr_schedulers|(?:datamodule_)?(?:hparams_name|hyper_parameters)|hparams|current_model_state|\w*MixedPrecision\w*|(?:native_)?amp_scaling_state|(?:checkpoint|early_stop)_callback_\w+)$/;

describe.runIf(hasCorpus)('what is read of the corpus is what Python finds in it', () => {
  const all = [...CASES, ...IN_RUNS];
  announce(`corpus: ${all.length} checkpoints of Lightning are read as training states`);

  it('of many files', () => {
    expect(CASES.length).toBeGreaterThan(60);
    expect(IN_RUNS.length).toBeGreaterThan(20);
  });

  for (const { name, file, golden } of all) {
    it(name, async () => {
      const top = entriesOf(JSON.parse(readFileSync(golden, 'utf8')).root);
      const { root, state } = await opened(file);
      const { progress, framework } = state;

      expect(framework.version).toBe(top.get('pytorch-lightning_version')?.str);
      expect(progress.recordedEpoch ?? progress.epoch).toBe(intOf(top.get('epoch')));
      expect(progress.recordedStep ?? progress.step).toBe(intOf(top.get('global_step')));
      expect(state.optimizers.length).toBe(top.get('optimizer_states')?.list?.length ?? 0);
      expect(state.schedulers.length).toBe(top.get('lr_schedulers')?.list?.length ?? 0);
      const tensors = (top.get('state_dict')?.dict ?? []).filter(([, { tensor }]) => tensor);
      expect(state.weights[0]?.tensors.length ?? 0).toBe(tensors.length);

      const keyed = state.callbacks.filter(({ path }) => path.startsWith('callbacks'));
      expect(keyed.map(({ key }) => key)).toEqual(keysOf(top.get('callbacks')));
      for (const callback of keyed) {
        const kept = entriesOf(entriesOf(top.get('callbacks')).get(callback.key));
        expect([...callback.state.keys()]).toEqual([...kept.keys()]);
        const { modelCheckpoint, earlyStopping } = callback;
        expect(modelCheckpoint !== undefined).toBe(kept.has('best_model_path'));
        expect(modelCheckpoint?.bestPath).toBe(kept.get('best_model_path')?.str);
        expect(modelCheckpoint?.lastPath).toBe(kept.get('last_model_path')?.str);
        expect(modelCheckpoint?.dirpath).toBe(kept.get('dirpath')?.str);
        expect([...(modelCheckpoint?.bestK?.keys() ?? [])]).toEqual(
          keysOf(kept.get('best_k_models')),
        );
        expect(earlyStopping?.waitCount).toBe(intOf(kept.get('wait_count')));
        expect(earlyStopping?.patience).toBe(intOf(kept.get('patience')));
      }
      for (const { path, entries } of state.hyperparameters) {
        const recorded = top.get(path);
        if (recorded?.object === undefined) expect([...entries.keys()]).toEqual(keysOf(recorded));
      }
      // What Lightning does not write itself is left over, and nothing else.
      const hasClass = top.get('hparams_type')?.global !== undefined;
      const others = [...top.keys()].filter(
        (key) => !KNOWN.test(key) && !(hasClass && key === 'hparams_type'),
      );
      expect(state.extra.map((part) => part.name)).toEqual(others);
      expectPathsToLead(root, state);
    });
  }
});

/** Everything says where it stands: there it is. */
function expectPathsToLead(root: Value, state: TrainingState): void {
  const at = (path: string) => {
    const found = valueAt(root, path);
    return 'value' in found ? found.value : `nothing at ${path}`;
  };
  const { extra, randomState, precision, progress, weights } = state;
  for (const { path, value } of [...extra, ...randomState, ...precision, ...progress.parts]) {
    expect(at(path)).toBe(value);
  }
  for (const { path, tensor } of weights.flatMap(({ tensors }) => tensors)) {
    expect(at(path)).toBe(tensor);
  }
  for (const { path, state: own } of state.callbacks) {
    for (const [key, value] of own) {
      expect(at(`${path}${path === '' ? '' : '.'}${key}`)).toBe(value);
    }
  }
  const wholes = [...state.optimizers, ...state.schedulers, ...state.hyperparameters];
  for (const { path } of wholes) expect(at(path)).toHaveProperty('kind');
}

/** What the name of a file says of when it was written. */
const NAMED = CASES.filter(({ name }) => /epoch=|step=/.test(basename(name)));

describe.runIf(hasCorpus)('epoch and step are those that Lightning named the file after', () => {
  for (const { name, file } of NAMED) {
    it(name, async () => {
      const { progress } = (await opened(file)).state;
      const tokens = [...basename(name).matchAll(/(epoch|step)=(\d+)/g)];

      expect(tokens.length).toBeGreaterThan(0);
      for (const [, token = '', digits] of tokens) {
        expect(token === 'epoch' ? progress.epoch : progress.step, token).toBe(Number(digits));
      }
    });
  }
});

type Row = readonly [
  file: string,
  era: string,
  version: string | undefined,
  epoch: number,
  step: number,
  nextEpoch: number | undefined,
  callbacks: readonly string[],
];

const BOTH = ['ModelCheckpoint', 'EarlyStopping'];
/** Files of 40 steps in 4 epochs; those before 1.1 were written by hand with a step more. */
const OLD: readonly Row[] = [
  ['v0.6', 'pl06', undefined, 3, 41, 3, BOTH],
  ['v0.7', 'pl07', undefined, 3, 41, 4, BOTH],
  ['v0.8', 'pl08', '0.8.5', 3, 41, 4, BOTH],
  ['v0.9_apex', 'pl08', '0.9.0', 3, 41, 4, ['ModelCheckpoint']],
  ['v1.0', 'pl10', '1.0.8', 3, 41, 4, BOTH],
  ['v1.4', 'pl10', '1.4.9', 3, 40, 4, BOTH.toReversed()],
  ['v1.5', 'pl15', '1.5.10', 3, 40, 4, BOTH.toReversed()],
  ['v1.6', 'pl16', '1.6.5', 3, 40, 4, ['ModelCheckpoint']],
  ['v1.6.3_no_loops', 'pl16', '1.6.3', 3, 40, undefined, []],
  ['v1.9', 'pl16', '1.9.5', 3, 40, 4, ['ModelCheckpoint']],
  ['upgraded', 'pl26', '2.6.6', 1, 8, 2, BOTH.toReversed()],
  ['newer', 'pl26', '9.1.0', 1, 8, 2, BOTH.toReversed()],
  ['bad_version', 'pl26', 'main', 1, 8, 2, BOTH.toReversed()],
];

describe.runIf(hasCorpus)('files of older versions', () => {
  for (const [file, era, version, epoch, step, nextEpoch, callbacks] of OLD) {
    it(file, async () => {
      const { state } = await opened(join(CORPUS, 'lightning/old', `${file}.ckpt`));
      const { framework, progress } = state;

      expect(framework).toMatchObject({ title: 'Lightning', era });
      expect(framework.version).toBe(version);
      expect([progress.epoch, progress.step, progress.nextEpoch]).toEqual([epoch, step, nextEpoch]);
      expect(state.callbacks.map(({ type }) => type)).toEqual(callbacks);
    });
  }

  it('are all in the table', () => {
    const old = CASES.map(({ name }) => name).filter((name) => name.startsWith('old/'));
    expect(old.length).toBe(OLD.length);
  });
});
