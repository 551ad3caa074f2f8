import { describe, expect, it } from 'vitest';
import { emptyState } from '../../src/frameworks/common/empty.ts';
import { readHyperparameters } from '../../src/frameworks/common/hyperparameters.ts';
import { readWeights } from '../../src/frameworks/common/weights.ts';
import { dimensionUses } from '../../src/operations/dimensions.ts';
import { dict, float, list, tensor } from '../support/values.ts';

const WEIGHTS: Parameters<typeof dict>[0] = {
  'head.bias': tensor([6807]),
  'head.weight': tensor([6807, 600]),
  'encoder.weight': tensor([600, 6807]),
};

function uses(
  hyperparameters: Parameters<typeof dict>[0],
  { weights = WEIGHTS, of = 'model' as 'model' | 'datamodule' } = {},
) {
  const state = {
    ...emptyState({ id: 'test', title: 'test', notes: [] }),
    weights: [readWeights(dict(weights), '', 'model')],
    hyperparameters: [readHyperparameters(dict(hyperparameters), 'hparams', of)],
  };
  return Object.fromEntries(
    Array.from(dimensionUses(state), ([name, found]) => [
      name,
      found.map(({ name: tensorName, axis }) => `${tensorName}[${axis}]`),
    ]),
  );
}

describe('sizes that equal a hyperparameter', () => {
  it('are found, those of matrices first', () => {
    expect(uses({ num_items: 6807 })).toEqual({
      num_items: ['head.weight[0]', 'encoder.weight[1]', 'head.bias[0]'],
    });
  });

  it('are found for the items of a list', () => {
    expect(uses({ hidden_dims: list(600, 200) })).toEqual({
      'hidden_dims[0]': ['head.weight[1]', 'encoder.weight[0]'],
    });
  });

  it('are not looked for where the number is no size, or too common', () => {
    const small = { a: tensor([8, 600]) };
    expect(uses({ batch_size: 600, seed: 600, max_epochs: 6807, lr: float(600) })).toEqual({});
    expect(uses({ width: 8 }, { weights: small })).toEqual({});
  });

  it('are not looked for among the hyperparameters of the data', () => {
    expect(uses({ num_items: 6807 }, { of: 'datamodule' })).toEqual({});
  });

  it('leave out tied tensors', () => {
    const shared = tensor([50, 30]);
    expect(uses({ vocab: 50 }, { weights: { in: shared, out: shared } })).toEqual({
      vocab: ['in[0]'],
    });
  });
});
