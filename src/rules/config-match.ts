/** Which part of a configuration speaks of the hyperparameters of a checkpoint. */
import { entriesOf, entry } from '../frameworks/common/entries.ts';
import type { Hyperparameters } from '../frameworks/training-state.ts';
import type { Value } from '../model/value.ts';
import { hasInterpolation, interpolated } from '../runs/interpolation.ts';
import { leavesOf } from './leaves.ts';
import { isSameSetting } from './settings.ts';
import type { Subject } from './subject.ts';

export interface SharedSetting {
  /** In the configuration: `model.num_items`. */
  readonly key: string;
  /** Among the hyperparameters: `num_items`. */
  readonly name: string;
  readonly configured: Value;
  readonly recorded: Value;
  readonly isDifferent: boolean;
}

/** Where a model’s own settings stand in a configuration; the whole, where it is about nothing else. */
const MODEL_PLACES: readonly (readonly string[])[] = [
  ['model', 'init_args'],
  ['model'],
  ['net'],
  ['module'],
  [],
];

/** What both speak of, by the place in the configuration that shares the most with the checkpoint. */
export function sharedSettings(
  { entries, of }: Hyperparameters,
  config: Value,
): readonly SharedSetting[] {
  const places = of === 'model' ? MODEL_PLACES : [[]];
  let best: readonly SharedSetting[] = [];
  for (const own of [entries, ...innerEntries(entries)]) {
    const leaves = leavesOf(own);
    for (const place of places) {
      const found = sharedAt(leaves, config, place);
      if (found.length > best.length) best = found;
    }
  }
  return best;
}

/** An argument that holds all of them: `__init__(self, cfg)`. */
function innerEntries(entries: Hyperparameters['entries']): ReadonlyMap<Value, Value>[] {
  const [only, ...more] = entries.values();
  return more.length === 0 && only !== undefined ? [entriesOf(only)] : [];
}

function sharedAt(
  own: ReturnType<typeof leavesOf>,
  config: Value,
  place: readonly string[],
): readonly SharedSetting[] {
  const at = place.reduce<Value | undefined>(entry, config);
  return [...leavesOf(entriesOf(at))].flatMap(([name, { keys, value }]) => {
    const leaf = own.get(name);
    if (leaf === undefined) return [];
    const path = [...place, ...keys];
    const configured = filledIn(value, path, config);
    const recorded = leaf.value;
    // A value that is missing and None are no contradiction.
    const isOpen = recorded === null || configured === null;
    const isDifferent = !isOpen && isSameSetting(recorded, configured) === false;
    return [{ key: path.join('.'), name, configured, recorded, isDifferent }];
  });
}

function filledIn(value: Value, path: readonly string[], config: Value): Value {
  if (typeof value !== 'string' || !hasInterpolation(value)) return value;
  return interpolated(value, path, { config }) ?? value;
}

/** Whether a configuration was written for a checkpoint: it lies in its folder, or above it. */
export function isAbove(config: string, checkpoint: string): boolean {
  if (config.startsWith('../')) return true;
  const folder = config.replace(/(?:^|\/)(?:\.hydra\/)?[^/]*$/, '');
  return folder === '' || checkpoint.startsWith(`${folder}/`);
}

/** The path of a file of the run, spelled as the checkpoint’s is. */
export function besideFile(name: string, { file, run, checkpointFile }: Subject): string {
  const own = checkpointFile?.path ?? '';
  if (own !== '' && file.endsWith(own)) return shortened(file.slice(0, -own.length) + name);
  return run === undefined ? name : shortened(`${run.path}/${name}`);
}

/** `a/b/../c` as `a/c`. */
function shortened(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    const isBack = step === '..' && steps.length > 0 && !/^\.{0,2}$/.test(steps.at(-1) ?? '');
    if (isBack) steps.pop();
    else steps.push(step);
  }
  return steps.join('/');
}
