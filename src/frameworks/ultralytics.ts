/**
 * YOLO by Ultralytics, which pickles whole modules; also YOLOv5, whose files came before.
 * https://github.com/ultralytics/ultralytics/blob/v8.3.0/ultralytics/engine/trainer.py
 */
import { entriesOf, entry, intOf, partsOf, textOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { resumingAfter } from './roles/counters.ts';
import { AVERAGES_FIRST, isWeights } from './roles/role.ts';
import { rolesNamed } from './roles/usual.ts';
import type { Framework, TrainingState } from './training-state.ts';

const facts = { id: 'ultralytics', title: 'Ultralytics YOLO' };

export const ultralytics: Framework = {
  ...facts,
  recognizes(root) {
    const entries = entriesOf(root);
    const keys = ['epoch', 'best_fitness', 'model', 'optimizer'];
    const others = ['date', 'updates', 'training_results'];
    return keys.every((key) => entries.has(key)) && others.some((key) => entries.has(key));
  },
  read(root) {
    const version = textOf(entry(root, 'version'));
    const isStripped = intOf(entry(root, 'epoch')) === -1;
    const framework = {
      ...facts,
      ...(version === undefined ? {} : { version }),
      notes: isStripped ? ['stripped for inference'] : [],
    };
    const rolesOf = rolesNamed({
      // Loading takes the averages where there are any.
      model: isWeights(entry(root, 'ema') ?? null) ? 'current' : 'model',
      version: 'version',
    });
    const state = new Arrangement(partsOf(root, ''), rolesOf).state(framework, AVERAGES_FIRST);
    const named = {
      ...state,
      versions: new Map(version === undefined ? [] : [['ultralytics', version]]),
    };
    return isStripped ? withoutEpoch(named) : resumingAfter(named);
  },
};

/** `strip_optimizer` writes -1 for the epoch. */
function withoutEpoch(state: TrainingState): TrainingState {
  const { progress } = state;
  return { ...state, progress: { ...progress, epoch: undefined, recordedEpoch: -1 } };
}
