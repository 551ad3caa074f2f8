/** Parts of a checkpoint by what they are for, whatever its framework calls them. */
import { trainingStateOf } from '../../frameworks/index.ts';
import type { TrainingState } from '../../frameworks/training-state.ts';
import { children } from '../../model/children.ts';
import type { Value } from '../../model/value.ts';
import { ConversionError } from './request.ts';

type PathsOf = (state: TrainingState) => readonly { readonly path: string }[];

const PARTS: ReadonlyMap<string, PathsOf> = new Map<string, PathsOf>([
  ['optimizer', ({ optimizers }) => optimizers],
  ['schedulers', ({ schedulers }) => schedulers],
  ['callbacks', ({ callbacks }) => callbacks],
  ['hyperparameters', ({ hyperparameters }) => hyperparameters],
  ['precision', ({ precision }) => precision],
  ['random', ({ randomState }) => randomState],
  ['progress', ({ progress }) => progress.parts],
  ['ema', ({ weights }) => weights.filter(({ role }) => role === 'averaged')],
  ['extra', ({ extra }) => extra],
]);

const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['optimizers', 'optimizer'],
  ['scheduler', 'schedulers'],
  ['callback', 'callbacks'],
  ['scaler', 'precision'],
  ['rng', 'random'],
]);

/**
 * The labels of the top-level entries that `names` mean: keys of the top level, or parts of a training
 * state. Throws a `ConversionError` where a name means nothing here.
 */
export function droppedLabels(root: Value, names: readonly string[]): Map<string, string> {
  const labels = Array.from(children(root), ({ label, step }) => ({ label, step }));
  const state = trainingStateOf(root);
  const dropped = new Map<string, string>();
  for (const name of names) {
    const exact = labels.find(({ label }) => label === name);
    if (exact !== undefined) {
      dropped.set(exact.label, name);
      continue;
    }
    const pathsOf = PARTS.get(SYNONYMS.get(name) ?? name);
    if (pathsOf === undefined) {
      const choices = [...PARTS.keys(), ...labels.map(({ label }) => label)].join(', ');
      throw new ConversionError([
        { path: name, reason: 'no such part', option: `--drop takes ${choices}` },
      ]);
    }
    if (state === undefined) continue;
    for (const { path } of pathsOf(state)) {
      const top = labels.find(({ step }) => startsWithStep(path, step));
      if (top !== undefined) dropped.set(top.label, name);
    }
  }
  return dropped;
}

function startsWithStep(path: string, step: string): boolean {
  const steps = /^[.[(]/.test(path) ? path : `.${path}`;
  return steps.startsWith(step) && '.[('.includes(steps[step.length] ?? '.');
}
