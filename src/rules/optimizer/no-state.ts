import { numberOf } from '../../frameworks/common/entries.ts';
import type { OptimizerState, TrainingState } from '../../frameworks/training-state.ts';
import { count } from '../../model/units.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const noState = defineRule({
  id: 'optimizer/no-state',
  summary: 'An optimizer that keeps moments has some for each of its parameters',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers', 'training'],

  *find({ optimizers, training }) {
    for (const optimizer of optimizers) {
      const { parameters, path } = optimizer;
      const without = parameters.filter(({ state }) => state.size === 0);
      if (without.length === 0 || !keepsState(optimizer)) continue;
      const isAll = without.length === parameters.length;
      if (isAll && !hasTrained(training)) continue;
      const names = without.map(({ name, id }) => name ?? `parameter ${id}`);
      yield {
        path,
        severity: isAll ? 'warning' : 'note',
        data: { isAll, total: parameters.length, type: typeName(optimizer), ...examplesOf(names) },
      };
    }
  },

  message: ({ isAll, total, type, ...names }) =>
    isAll
      ? `${type} keeps moments, and there are none for any of its ${count(total, 'parameter')}: training would go on without them`
      : `no optimizer state for ${names.count} of ${count(total, 'parameter')}, which never had a gradient: ${exampleText(names)}`,
  cure: ({ isAll }) =>
    isAll
      ? 'save optimizer.state_dict() of the optimizer that trains; one made for saving has no state'
      : undefined,
});

/** What has state for one parameter has it for all. */
function keepsState({ type, candidates = [], groups, parameters }: OptimizerState): boolean {
  // L-BFGS keeps all it has with its first parameter.
  if (type === 'LBFGS') return false;
  if (parameters.some(({ state }) => state.size > 0)) return true;
  if (type === 'SGD' || type === 'RMSprop') {
    return groups.some(({ options }) => (numberOf(options.get('momentum')) ?? 0) > 0);
  }
  return (type ?? candidates[0]) !== undefined;
}

function typeName({ type, candidates = [] }: OptimizerState): string {
  return type ?? candidates[0] ?? 'the optimizer';
}

function hasTrained({ progress: { epoch = 0, step = 0 } }: TrainingState): boolean {
  return epoch > 0 || step > 0;
}
