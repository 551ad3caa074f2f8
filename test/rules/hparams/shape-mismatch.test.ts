import { shapeMismatch } from '../../../src/rules/hparams/shape-mismatch.ts';
import {
  bert4Rec,
  float32,
  hyperparameters,
  model,
  multiVae,
  ofDatamodule,
} from '../../support/models.ts';
import { testRule } from '../../support/rules.ts';
import { trainingState } from '../../support/training-states.ts';
import { dict, list } from '../../support/values.ts';

const dims = list(8, 4);
const deep = {
  'a.weight': float32(9, 37),
  'b.weight': float32(5, 9),
  'c.weight': float32(9, 5),
  'd.weight': float32(37, 9),
};
const classifier = { 'body.weight': float32(16, 32), 'fc.weight': float32(10, 16) };

testRule(shapeMismatch, {
  quiet: {
    'an autoencoder of its size': {
      training: model(multiVae(37), { num_items: 37, hidden_dims: dims }),
    },
    'rows for mask and padding': { training: model(bert4Rec(50), { num_items: 50, hidden: 16 }) },
    'a vocabulary that was rounded up': {
      training: model({ 'wte.weight': float32(50304, 64) }, { vocab_size: 50257 }),
    },
    'a size that is some other dimension': {
      training: model(multiVae(37), { num_items: 8, hidden_dims: dims }),
    },
    'numbers whose names count other things': {
      training: model(multiVae(37), { batch_size: 99, num_layers: 99, hidden_dims: dims }),
    },
    'two tables, of which nothing tells which is meant': {
      training: model(
        { 'item_emb.weight': float32(20, 4), 'user_emb.weight': float32(30, 4) },
        { num_items: 70 },
      ),
    },
    'a table that another hyperparameter explains': {
      training: model({ 'user_emb.weight': float32(30, 4) }, { n_users: 30, num_items: 70 }),
    },
    'a table that is larger for reasons of its own': {
      training: model({ 'token_emb.weight': float32(49408, 64) }, { n_tokens: 77 }),
    },
    'a half of what was said': {
      training: model(
        { 'a.weight': float32(64, 64), 'b.weight': float32(64, 64) },
        { hidden_dim: 128 },
      ),
    },
    'a width that is used nowhere': {
      training: model(
        { 'a.weight': float32(768, 768), 'b.weight': float32(768, 768) },
        { hidden: 500 },
      ),
    },
    'one output for two classes': {
      training: model({ 'fc.weight': float32(1, 16) }, { num_classes: 2 }),
    },
    'a pretrained model, with sizes that nothing explains': {
      training: model(
        { 'bert.pooler.weight': float32(768, 768), 'bert.dense.weight': float32(3072, 768) },
        { hidden_dim: 256 },
      ),
    },
    'no weights at all': {
      training: trainingState({ hyperparameters: [hyperparameters({ n: 3 })] }),
    },
    'strange values': {
      training: model(multiVae(37), { num_items: '42', vocab_size: -1, n_items: 2n ** 70n }),
    },
  },
  finds: {
    'an autoencoder of another size': {
      subject: { training: model(multiVae(37), { num_items: 42, hidden_dims: dims }) },
      findings: [
        {
          severity: 'error',
          confidence: 'likely',
          path: 'hyper_parameters.num_items',
          data: {
            name: 'num_items',
            value: 42,
            found: 37,
            isLightning: true,
            count: 3,
            examples: [
              'encoder.0.weight [8, 37]',
              'decoder.2.weight [37, 8]',
              'decoder.2.bias [37]',
            ],
          },
          message: /^num_items is 42, and the weights have 37 instead: .*strict=False/,
          cure: /load_from_checkpoint\(path, num_items=37\)$/,
        },
      ],
    },
    'what the datamodule knows better, which need not be told again': {
      subject: {
        training: model(
          multiVae(37),
          {},
          {
            hyperparameters: [hyperparameters({ num_items: 42 }), ofDatamodule({ num_items: 37 })],
          },
        ),
      },
      findings: [
        {
          explains: [{ rule: 'hparams/datamodule-mismatch', path: 'datamodule_hyper_parameters' }],
        },
      ],
    },
    'one less: an autoencoder has no rows to spare': {
      subject: { training: model(multiVae(37), { num_items: 36, hidden_dims: dims }) },
      findings: [{ severity: 'error', data: { value: 36, found: 37 } }],
    },
    'more items than the embedding has rows': {
      subject: { training: model(bert4Rec(50), { num_items: 60, hidden: 16 }) },
      findings: [
        {
          severity: 'error',
          data: { found: 52, count: 1, examples: ['item_emb.weight [52, 16]'] },
        },
      ],
    },
    'a table that is larger, as the output layer is': {
      subject: {
        training: model(
          { 'emb.weight': float32(999, 8), 'out.weight': float32(999, 8) },
          { num_items: 50 },
        ),
      },
      findings: [{ severity: 'warning', confidence: 'possible', data: { found: 999 } }],
    },
    'a size of a nested configuration, of another framework': {
      subject: {
        training: model(
          multiVae(37),
          { model: dict({ num_items: 42, hidden_dims: dims }) },
          { framework: { id: 'training-loop', title: 'training loop', notes: [] } },
        ),
      },
      findings: [
        {
          path: 'hyper_parameters.model.num_items',
          cure: /^build the model with model\.num_items=37$/,
        },
      ],
    },
    'more positions than there are rows': {
      subject: { training: model(bert4Rec(50), { num_items: 50, hidden: 16, max_len: 20 }) },
      findings: [{ path: 'hyper_parameters.max_len', data: { value: 20, found: 12 } }],
    },
    'other classes than the classifier tells apart, which may be another layer': {
      subject: { training: model(classifier, { num_classes: 20 }) },
      findings: [{ severity: 'warning', confidence: 'possible', data: { value: 20, found: 10 } }],
    },
    'the one width that nothing explains': {
      subject: { training: model(deep, { num_items: 37, hidden_dims: list(11, 5) }) },
      findings: [
        {
          severity: 'warning',
          confidence: 'possible',
          path: 'hyper_parameters.hidden_dims[0]',
          data: { name: 'hidden_dims[0]', value: 11, found: 9 },
        },
      ],
    },
  },
});
