import { isKind } from '../../model/value.ts';
import { numberOf } from '../common/entries.ts';
import type { Part, Progress, TrainingState } from '../training-state.ts';

/** Names that are plainer than others come first: `last_epoch` beside `epoch` says less. */
const EPOCHS: readonly string[] = ['epoch', 'current_epoch', 'last_epoch', 'epochs', 'start_epoch'];
const STEPS: readonly string[] = ['global_step', 'step', 'iteration', 'iter'];

/** Counters as they were recorded: whether a loop counts before or after saving, no file says. */
export function progressOf(
  epochs: readonly Part[],
  steps: readonly Part[],
  bests: readonly Part[],
): Progress {
  const progress: Progress = {
    epoch: numberOf(plainest(epochs, EPOCHS)?.value),
    step: numberOf(plainest(steps, STEPS)?.value),
    parts: [...epochs, ...steps, ...bests],
  };
  const best = bestOf(bests);
  return best === undefined ? progress : { ...progress, best };
}

function plainest(parts: readonly Part[], names: readonly string[]): Part | undefined {
  for (const name of names) {
    const found = parts.find((part) => part.name === name);
    if (found !== undefined) return found;
  }
  return parts[0];
}

function bestOf([first]: readonly Part[]): Progress['best'] {
  if (first === undefined) return undefined;
  const value = isKind(first.value, 'tensor') ? first.value : numberOf(first.value);
  return value === undefined ? undefined : { metric: metricOf(first.name), value };
}

/** `best_val_loss` → `val_loss`; Swin’s `max_accuracy` is `accuracy`. */
function metricOf(name: string): string {
  return name.replace(/^(?:best|max|min)[_-]?(?=.)/i, '');
}

/** A state whose loop is known to go on with the epoch after the one it recorded. */
export function resumingAfter(state: TrainingState): TrainingState {
  const { epoch } = state.progress;
  return resumingWith(state, epoch === undefined ? undefined : epoch + 1);
}

export function resumingWith(state: TrainingState, nextEpoch: number | undefined): TrainingState {
  if (nextEpoch === undefined) return state;
  return { ...state, progress: { ...state.progress, nextEpoch } };
}
