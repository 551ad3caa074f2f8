import type { Value } from '../../../src/model/value.ts';
import { learningRate } from '../../../src/rules/optimizer/learning-rate.ts';
import { testRule } from '../../support/rules.ts';
import { adam, floats, loop } from '../../support/trained.ts';
import { float } from '../../support/values.ts';

const at = (lr: Value, options: Readonly<Record<string, Value>> = {}) =>
  loop({ optimizer_state_dict: adam(undefined, { options: { lr, ...options } }) });
const read = floats([]);

testRule(learningRate, {
  quiet: {
    'a usual one': at(float(0.001)),
    'a tensor that was not read': at(read),
    'a tensor that was': { ...at(read), scalars: new Map([[read, float(0.1)]]) },
  },
  finds: {
    'one that is no number': {
      subject: at(float(Number.NaN)),
      findings: [
        {
          severity: 'error',
          path: 'optimizer_state_dict.param_groups[0].lr',
          message: 'the learning rate is nan: the first step destroys the weights',
          cure: /group\["lr"\]/,
        },
      ],
    },
    'one below zero': { subject: at(float(-0.1)), findings: [{ severity: 'error' }] },
    zero: {
      subject: at(float(0)),
      findings: [{ severity: 'warning', message: /are not trained$/ }],
    },
    'zero at the end of a schedule': {
      subject: at(float(0), { initial_lr: float(0.1) }),
      findings: [{ severity: 'note', cure: /new scheduler/ }],
    },
    'a tensor’s': {
      subject: { ...at(read), scalars: new Map([[read, float(Number.POSITIVE_INFINITY)]]) },
      findings: [{ severity: 'error', data: { lr: 'inf' } }],
    },
  },
});
