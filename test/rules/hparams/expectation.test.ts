import type { Value } from '../../../src/model/value.ts';
import { expectation } from '../../../src/rules/hparams/expectation.ts';
import { bert4Rec, float32, model, multiVae } from '../../support/models.ts';
import { testRule } from '../../support/rules.ts';
import { list } from '../../support/values.ts';

const vae = model(multiVae(37), { num_items: 37, hidden_dims: list(8, 4) });
const bert = model(bert4Rec(50), { num_items: 50, hidden: 16, max_len: 12, batch_size: 32 });
const expecting = (entries: Readonly<Record<string, Value>>) => ({
  expectations: new Map(Object.entries(entries)),
});

testRule(expectation, {
  quiet: {
    'the size it has': { training: vae, ...expecting({ num_items: 37, 'model.num_items': 37 }) },
    'lists, as typed and as they are': {
      training: vae,
      ...expecting({ hidden_dims: '[8, 4]', 'model.hidden_dims': list(8, 4) }),
    },
    'values that decide no shape': { training: bert, ...expecting({ batch_size: 64, lr: 1 }) },
    'a size that nothing tells of': { training: model({}), ...expecting({ num_items: 7000 }) },
    'room for the items that are expected': {
      training: model({ 'item_emb.weight': float32(52, 16) }),
      ...expecting({ num_items: 50 }),
    },
    'a recorded number that is wrong, where the weights have the expected one': {
      training: model(multiVae(37), { num_items: 42, hidden_dims: list(8, 4) }),
      ...expecting({ num_items: 37 }),
    },
  },
  finds: {
    'an autoencoder: both ends are fixed': {
      subject: { training: vae, ...expecting({ num_items: 7000 }) },
      findings: [
        {
          severity: 'error',
          path: 'hyper_parameters.num_items',
          data: {
            expected: 7000,
            found: 37,
            where: 'ends',
            names: ['encoder.0.weight', 'decoder.2.weight', 'decoder.2.bias'],
          },
          message:
            /^num_items is 37 here and 7000 where you will use it: encoder\.0\.weight \[8, 37\], decoder\.2\.weight \[37, 8\], decoder\.2\.bias \[37\] will not fit, with strict=False either; the first and the last layer/,
          cure: /num_items=37\); or train again/,
        },
      ],
    },
    'a transformer: only the embedding and the output layer': {
      subject: { training: bert, ...expecting({ 'model.num_items': 60 }) },
      findings: [
        {
          data: {
            where: 'table',
            examples: ['item_emb.weight [52, 16]', 'out.weight [51, 16]', 'out.bias [51]'],
          },
          message: /only the embedding and the output layer/,
          cure: /for name in \['item_emb\.weight', 'out\.weight', 'out\.bias'\]: del weights\[name\]/,
        },
      ],
    },
    'a table of positions': {
      subject: { training: bert, ...expecting({ max_len: 20 }) },
      findings: [{ data: { where: 'positions' }, message: /only the table of positions/ }],
    },
    'an item of a list': {
      subject: { training: vae, ...expecting({ hidden_dims: '[8, 6]' }) },
      findings: [
        { path: 'hyper_parameters.hidden_dims[1]', data: { expected: 6, where: 'inside' } },
      ],
    },
    'a number whose name says nothing, where several tensors have it': {
      subject: {
        training: model(multiVae(37), { catalog: 37, hidden_dims: list(8, 4) }),
        ...expecting({ catalog: 40 }),
      },
      findings: [{ data: { found: 37, expected: 40 } }],
    },
    'no hyperparameters: both ends tell': {
      subject: { training: model(multiVae(37)), ...expecting({ num_items: 7000 }) },
      findings: [{ data: { found: 37, isLightning: true, where: 'ends' } }],
    },
  },
});
