import type { Value } from '../../../src/model/value.ts';
import { configMismatch } from '../../../src/rules/hparams/config-mismatch.ts';
import { hyperparameters, model, multiVae } from '../../support/models.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';
import { dict, float, list } from '../../support/values.ts';

const training = model(multiVae(37), { num_items: 37, hidden_dims: list(8, 4), lr: float(0.001) });
const subject = (value: Value, path = '.hydra/config.yaml', title = 'Hydra config') => ({
  file: 'outputs/a/checkpoints/best.ckpt',
  training,
  checkpointFile: checkpointFile('checkpoints/best.ckpt'),
  configs: [{ path, title, value }],
});
const interpolation = (inside: string) => `$\u007b${inside}}`;
const differing = dict({ model: dict({ num_items: 137 }) });

testRule(configMismatch, {
  quiet: {
    'the same values, with what only the file has': subject(
      dict({
        model: dict({ _target_: 'a.B', num_items: float(37), lr: '1e-3', dropout: 1 }),
        num_items: 99,
      }),
    ),
    'what the file leaves open': subject(
      dict({ model: dict({ num_items: interpolation('oc.env:N'), lr: '???', hidden_dims: null }) }),
    ),
    'interpolations that the file itself fills in': subject(
      dict({ data: dict({ n: 37 }), model: dict({ num_items: interpolation('data.n') }) }),
    ),
    'a configuration of another job': subject(differing, '1/.hydra/config.yaml'),
    'what was taken out of the checkpoint': subject(differing, 'x', 'config inside the checkpoint'),
    'a configuration of transformers': subject(dict({ lr: 1 }), 'config.json', 'config.json'),
    'an experiment directory, which has a rule of its own': {
      ...subject(differing),
      run: run({ kind: 'experiment' }),
    },
    'a file that could not be read': {
      ...subject(null),
      configs: [{ path: 'config.yaml', title: 'config.yaml', value: undefined }],
    },
  },
  finds: {
    'another size, which the weights contradict': {
      subject: subject(differing),
      findings: [
        {
          severity: 'warning',
          file: 'outputs/a/.hydra/config.yaml',
          path: 'model.num_items',
          data: {
            recorded: 'hyper_parameters',
            isSize: true,
            isLightning: true,
            right: ['model.num_items: 37'],
            count: 1,
            examples: ['model.num_items is 137, not 37 (the weights have 37)'],
          },
          message: /would not fit the weights$/,
          cure: /^write model\.num_items: 37, or .*load_from_checkpoint\(path\)$/,
        },
      ],
    },
    'the configuration of a job above the run': {
      subject: {
        ...subject(differing, '../../.hydra/config.yaml'),
        file: 'outputs/a/logs/version_0/checkpoints/best.ckpt',
      },
      findings: [{ file: 'outputs/a/.hydra/config.yaml' }],
    },
    'a run of which the file is not a part': {
      subject: {
        ...subject(differing, '../config.yaml', 'config.yaml'),
        checkpointFile: checkpointFile('other.ckpt'),
        run: run({ path: '../run' }),
      },
      findings: [{ file: '../config.yaml' }],
    },
    'three sources that all differ': {
      subject: {
        ...subject(dict({ model: dict({ num_items: 39 }) })),
        training: model(multiVae(37), { num_items: 38, hidden_dims: list(8, 4) }),
      },
      findings: [{ data: { examples: ['model.num_items is 39, not 38 (the weights have 37)'] } }],
    },
    'values of hparams.yaml, and of the command line of Lightning': {
      subject: {
        ...subject(null),
        configs: [
          { path: 'hparams.yaml', title: 'hparams.yaml', value: dict({ lr: float(0.01) }) },
          {
            path: '../config.yaml',
            title: 'config.yaml',
            value: dict({ model: dict({ init_args: dict({ hidden_dims: list(8, 5) }) }) }),
          },
        ],
      },
      findings: [
        {
          path: 'lr',
          data: { isSize: false, right: ['lr: 0.001'] },
          cure: /^trust the checkpoint/,
        },
        { path: 'model.init_args.hidden_dims' },
      ],
    },
    'one argument that holds all': {
      subject: {
        ...subject(dict({ width: 5, flag: true })),
        training: model(
          {},
          {},
          {
            hyperparameters: [hyperparameters({ cfg: dict({ width: 6, flag: true }) })],
          },
        ),
      },
      findings: [{ path: 'width', data: { examples: ['width is 5, not 6'] } }],
    },
  },
});
