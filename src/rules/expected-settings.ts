/** What someone will use a checkpoint with, against what it was made with. */
import type { TrainingState } from '../frameworks/training-state.ts';
import type { Value } from '../model/value.ts';
import { type Leaf, leavesOf } from './leaves.ts';

export interface ExpectedSetting {
  /** As someone wrote it: `num_items`, `model.num_items`. */
  readonly key: string;
  readonly expected: Value;
  /** The path of the hyperparameters and the name among them, where there is one. */
  readonly recorded?: { readonly from: string; readonly name: string; readonly leaf: Leaf };
}

/** What configurations put before the names of a model’s arguments, and of a datamodule’s. */
const PREFIXES = {
  model: /^(?:model\.init_args|model|net|module|hparams|hyper_parameters|cfg|config)\./,
  datamodule: /^(?:data(?:module)?\.init_args|data|datamodule|dm|dataset)\./,
} as const;

export function expectedSettings(
  { hyperparameters }: TrainingState,
  expectations: ReadonlyMap<string, Value>,
): readonly ExpectedSetting[] {
  const known = hyperparameters.flatMap(({ path, of, entries }) =>
    Array.from(leavesOf(entries), ([name, leaf]) => ({ from: path, of, name, leaf })),
  );
  return Array.from(expectations, ([key, expected]) => {
    const recorded = known.find(({ of, name }) => {
      const prefix = of === 'datamodule' ? PREFIXES.datamodule : PREFIXES.model;
      return [key, key.replace(prefix, '')].some(
        (asked) => name === asked || name.replace(PREFIXES.model, '') === asked,
      );
    });
    return recorded === undefined ? { key, expected } : { key, expected, recorded };
  });
}

/** The items of a list that someone typed: `[600, 200]`. */
export function typedNumbers(value: Value): readonly number[] {
  if (typeof value !== 'string' || !/^[[(][\d\s,]*[\])]$/.test(value)) return [];
  return (value.match(/\d+/g) ?? []).map(Number);
}
