import { type FitLoop, readFitLoop } from '../frameworks/lightning/loops.ts';
import type { TrainingState } from '../frameworks/training-state.ts';

/** The loop of `fit` in a file of Lightning, and where it stands. */
export interface PlacedFitLoop {
  readonly path: string;
  readonly loop: FitLoop;
}

export function fitLoopOf({ progress }: TrainingState): PlacedFitLoop | undefined {
  const part = progress.parts.find(({ name }) => name === 'fit_loop');
  return part && { path: part.path, loop: readFitLoop(part.value) };
}
