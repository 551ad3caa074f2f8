import type { Value } from '../../../src/model/value.ts';
import { unknownExpectation } from '../../../src/rules/hparams/unknown-expectation.ts';
import { unlikeExpected } from '../../../src/rules/hparams/unlike-expected.ts';
import { model, multiVae, ofDatamodule } from '../../support/models.ts';
import { testRule } from '../../support/rules.ts';
import { float, list } from '../../support/values.ts';

const vae = model(multiVae(37), {
  num_items: 37,
  hidden_dims: list(8, 4),
  dropout: float(0.5),
  scheduler: null,
});
const expecting = (entries: Readonly<Record<string, Value>>) => ({
  training: { ...vae, hyperparameters: [...vae.hyperparameters, ofDatamodule({ batch_size: 8 })] },
  expectations: new Map(Object.entries(entries)),
});

testRule(unlikeExpected, {
  quiet: {
    'the values it has, however they are spelled': expecting({
      dropout: '5e-1',
      'model.init_args.dropout': float(0.5),
      'data.batch_size': float(8),
    }),
    'sizes, which another rule judges': expecting({ num_items: 7000, hidden_dims: '[9,9]' }),
    'None, names it does not have, and other parts of a configuration': expecting({
      scheduler: 'cosine',
      dropout: null,
      lr: 1,
      'trainer.dropout': 1,
    }),
  },
  finds: {
    'other values': {
      subject: expecting({ dropout: float(0.3), 'datamodule.batch_size': 16 }),
      findings: [
        {
          severity: 'warning',
          data: {
            count: 2,
            examples: ['dropout is 0.5, not 0.3', 'datamodule.batch_size is 8, not 16'],
          },
          cure: /another checkpoint/,
        },
      ],
    },
  },
});

testRule(unknownExpectation, {
  quiet: {
    'names it has': expecting({ dropout: 1, batch_size: 1 }),
    'what a configuration says of other things': expecting({ 'trainer.max_epochs': 3 }),
    'a name that the shapes tell of': {
      ...expecting({ num_items: 37 }),
      training: model(multiVae(37), { dropout: 1 }),
    },
  },
  finds: {
    'a misspelled name': {
      subject: expecting({ num_itms: 3 }),
      findings: [
        {
          severity: 'note',
          data: { nearest: 'num_items', count: 1, examples: ['num_itms'] },
          message: /nothing was compared/,
          cure: /--expect num_items=VALUE/,
        },
      ],
    },
    'a checkpoint without any': {
      subject: { ...expecting({ lr: 3 }), training: model(multiVae(37)) },
      findings: [{ data: { nearest: null, hasNames: false }, message: /has no hyperparameters/ }],
    },
  },
});
