import { isKind, type Value } from '../../model/value.ts';
import { childIndex, itemsOf } from '../common/entries.ts';
import { looksLikeOptimizer, readOptimizer } from '../common/optimizer.ts';
import { readScheduler } from '../common/scheduler.ts';
import type {
  CallbackState,
  OptimizerState,
  Part,
  SchedulerState,
  WeightSet,
} from '../training-state.ts';
import { namedByFinetuning } from './finetuning.ts';
import type { TopLevel } from './top-level.ts';

export function readOptimizers(
  top: TopLevel,
  weights: WeightSet | undefined,
  callbacks: readonly CallbackState[],
): readonly OptimizerState[] {
  return itemsAt(top, 'optimizer_states', looksLikeOptimizer).map(({ part, index }) => {
    const optimizer = readOptimizer(part.value, part.path, weights);
    return namedByFinetuning(optimizer, index, callbacks);
  });
}

export function readSchedulers(top: TopLevel): readonly SchedulerState[] {
  const isDict = (value: Value) => isKind(value, 'mapping');
  return itemsAt(top, 'lr_schedulers', isDict).map(({ part: { value, path } }) =>
    readScheduler(value, path),
  );
}

interface Item {
  readonly part: Part;
  readonly index: number;
}

/** The items of a list that fit; the others are kept. */
function itemsAt(top: TopLevel, key: string, fits: (value: Value) => boolean): readonly Item[] {
  const list = top.take(key, (value) => isKind(value, 'list'));
  if (list === undefined) return [];
  const items = itemsOf(list.value).map((value, index): Item => {
    const path = childIndex(list.path, index);
    return { part: { path, name: `${key}[${index}]`, value }, index };
  });
  for (const { part } of items) if (!fits(part.value)) top.keep(part);
  return items.filter(({ part }) => fits(part.value));
}
