import type { Value } from '../../model/value.ts';
import { entry, textOf } from '../common/entries.ts';
import type { Framework, FrameworkFacts, TrainingState } from '../training-state.ts';
import { readCallbacks } from './callbacks.ts';
import { type Era, eraOf, LEGACY_VERSION_KEY, VERSION_KEY } from './era.ts';
import { readAllHyperparameters } from './hyperparameters.ts';
import { readOptimizers, readSchedulers } from './optimizers.ts';
import { readPrecision } from './precision.ts';
import { readProgress } from './progress.ts';
import { isLightning } from './recognize.ts';
import { TopLevel } from './top-level.ts';
import { readAllWeights } from './weights.ts';

/** PyTorch Lightning, under its names `pytorch_lightning` and `lightning.pytorch`, since 0.6. */
export const lightning: Framework = {
  id: 'lightning',
  title: 'Lightning',
  recognizes: isLightning,
  read: readLightning,
};

function readLightning(root: Value): TrainingState {
  const top = new TopLevel(root);
  const era = eraOf(top);
  const framework = factsOf(top, era);
  const versions = takeVersions(top);
  const callbacks = readCallbacks(top);
  const weights = readAllWeights(top, callbacks);
  const state = {
    framework,
    hyperparameters: readAllHyperparameters(top),
    weights,
    optimizers: readOptimizers(top, weights[0], callbacks),
    schedulers: readSchedulers(top),
    callbacks,
    progress: readProgress(top, era),
    precision: readPrecision(top),
    randomState: top.takeAll(({ name }) => RANDOM_STATE.test(name)),
    versions,
  };
  return { ...state, extra: top.left };
}

/** What hooks of a module’s own call a random state; Lightning itself saves none. */
const RANDOM_STATE = /(?:^|_)rng(?:_|$)|random_state/i;

function factsOf(top: TopLevel, era: Era | undefined): FrameworkFacts {
  const version = textOf(top.value(VERSION_KEY));
  return {
    id: lightning.id,
    title: lightning.title,
    ...(version === undefined ? {} : { version }),
    ...(era === undefined ? {} : { era }),
    notes: notesOf(top),
  };
}

function notesOf(top: TopLevel): readonly string[] {
  const legacy = textOf(top.value(LEGACY_VERSION_KEY));
  const isWhole = top.has('optimizer_states') || !top.has('state_dict');
  const instantiator = textOf(entry(top.value('hyper_parameters'), '_instantiator')) ?? '';
  return [
    ...(isWhole ? [] : ['weights only']),
    ...(legacy === undefined ? [] : [`upgraded from ${legacy}`]),
    ...(CLI.test(instantiator) ? ['LightningCLI'] : []),
  ];
}

/** What LightningCLI has a model be made by again, under both names of the package. */
const CLI = /^(?:lightning\.pytorch|pytorch_lightning)\.cli\.instantiate_module$/;

function takeVersions(top: TopLevel): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const key of [VERSION_KEY, LEGACY_VERSION_KEY]) {
    const version = textOf(top.take(key, (value) => typeof value === 'string')?.value);
    if (version !== undefined) versions.set(key.replace('_version', ''), version);
  }
  return versions;
}
