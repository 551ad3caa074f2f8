import type { Value } from '../../model/value.ts';
import { entriesOf, entry, itemsOf } from '../common/entries.ts';
import type { CallbackState, OptimizerState } from '../training-state.ts';

/**
 * The optimizer with the names that a finetuning callback kept of its parameters: of each optimizer
 * its groups, with names in place of numbers. Until 1.6 that was all of the callback’s state.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/callbacks/finetuning.py
 */
export function namedByFinetuning(
  optimizer: OptimizerState,
  index: number,
  callbacks: readonly CallbackState[],
): OptimizerState {
  for (const { state } of callbacks) {
    const metadata = state.get('internal_optimizer_metadata');
    const groups =
      metadata === undefined ? state.get(String(index)) : entriesOf(metadata).get(index);
    const names = namesIn(optimizer, itemsOf(groups));
    if (names === undefined) continue;
    const parameters = optimizer.parameters.map((parameter, place) => {
      const name = names[place];
      return name === undefined ? parameter : { ...parameter, name };
    });
    return { ...optimizer, parameters, naming: 'exact' };
  }
  return optimizer;
}

/** The names, where each group has as many as the optimizer’s own. */
function namesIn({ groups }: OptimizerState, named: readonly Value[]): string[] | undefined {
  if (groups.length === 0 || groups.length !== named.length) return undefined;
  const names: string[] = [];
  for (const [index, { parameters }] of groups.entries()) {
    const params = itemsOf(entry(named[index], 'params'));
    if (params.length !== parameters.length) return undefined;
    for (const [place, name] of params.entries()) {
      const parameter = parameters[place];
      if (typeof name !== 'string' || parameter === undefined) return undefined;
      names[parameter] = name;
    }
  }
  return names;
}
