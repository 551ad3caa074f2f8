/** Where the model and the datamodule of a checkpoint recorded different values under one name. */
import type { TrainingState } from '../frameworks/training-state.ts';
import type { Value } from '../model/value.ts';
import { leavesOf } from './leaves.ts';
import { isSameSetting } from './settings.ts';

interface DatamoduleDifferences {
  /** Of the datamodule’s hyperparameters, if there are both. */
  readonly path: string | undefined;
  readonly differences: readonly Difference[];
}

interface Difference {
  readonly name: string;
  readonly ofModel: Value;
  readonly ofDatamodule: Value;
}

export function datamoduleDifferences({ hyperparameters }: TrainingState): DatamoduleDifferences {
  const model = hyperparameters.find(({ of }) => of === 'model');
  const datamodule = hyperparameters.find(({ of }) => of === 'datamodule');
  if (model === undefined || datamodule === undefined) return { path: undefined, differences: [] };
  const own = leavesOf(model.entries);
  const differences = [...leavesOf(datamodule.entries)].flatMap(([name, { value }]) => {
    const leaf = own.get(name);
    const isDifferent = leaf !== undefined && isSameSetting(leaf.value, value) === false;
    return isDifferent ? [{ name, ofModel: leaf.value, ofDatamodule: value }] : [];
  });
  return { path: datamodule.path, differences };
}
