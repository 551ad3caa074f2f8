import type { FrameworkFacts, TrainingState } from '../training-state.ts';

/** A checkpoint of which nothing is known but who wrote it, to be spread over. */
export function emptyState(framework: FrameworkFacts): TrainingState {
  return {
    framework,
    hyperparameters: [],
    weights: [],
    optimizers: [],
    schedulers: [],
    callbacks: [],
    progress: { epoch: undefined, step: undefined, parts: [] },
    precision: [],
    randomState: [],
    versions: new Map(),
    extra: [],
  };
}
