import type { Hyperparameters } from '../../../src/frameworks/training-state.ts';
import type { Value } from '../../../src/model/value.ts';
import { containerUnknown } from '../../../src/rules/hparams/container-unknown.ts';
import { datamoduleMismatch } from '../../../src/rules/hparams/datamodule-mismatch.ts';
import { instantiator } from '../../../src/rules/hparams/instantiator.ts';
import { missing } from '../../../src/rules/hparams/missing.ts';
import { objects } from '../../../src/rules/hparams/objects.ts';
import { openValues } from '../../../src/rules/hparams/open-values.ts';
import { overrideIgnored } from '../../../src/rules/hparams/override-ignored.ts';
import { lightningFile } from '../../../src/rules/lightning-file.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import { float32, hyperparameters, model, multiVae, ofDatamodule } from '../../support/models.ts';
import { testRule } from '../../support/rules.ts';
import { dict, float, list, opaque, tuple } from '../../support/values.ts';

const interpolation = (inside: string) => `$\u007b${inside}}`;
const recorded = (...of: readonly Hyperparameters[]): Partial<Subject> => ({
  training: model(multiVae(37), {}, { hyperparameters: of }),
});
const ofModel = (entries: Readonly<Record<string, Value>>) => recorded(hyperparameters(entries));
/** OmegaConf’s own container, as pickles have it. */
const config = (entries: Readonly<Record<string, Value>>) =>
  opaque('omegaconf.dictconfig.DictConfig', { state: dict({ _content: dict(entries) }) });

testRule(datamoduleMismatch, {
  quiet: {
    'the same values, and names of one alone': recorded(
      hyperparameters({ num_items: 37, dims: list(1, 2), lr: 1 }),
      ofDatamodule({ num_items: float(37), dims: tuple(1, 2), batch_size: 8 }),
    ),
    'a model alone': ofModel({ num_items: 37 }),
  },
  finds: {
    'two numbers of items': {
      subject: recorded(hyperparameters({ num_items: 38 }), ofDatamodule({ num_items: 37 })),
      findings: [
        {
          severity: 'warning',
          path: 'datamodule_hyper_parameters',
          data: { count: 1, examples: ['num_items: 38 and 37'] },
          cure: /ignore=/,
        },
      ],
    },
  },
});

testRule(missing, {
  quiet: {
    'a model with some': ofModel({ lr: 1 }),
    'another framework': {
      training: model(multiVae(3), {}, { framework: { id: 'timm', title: 'timm', notes: [] } }),
    },
    'a file without weights': { training: model({}, {}, { weights: [] }) },
  },
  finds: {
    'a model without any': {
      subject: recorded(ofDatamodule({ batch_size: 3 })),
      findings: [{ severity: 'note', data: { near: null }, cure: /save_hyperparameters/ }],
    },
    'one whose logger wrote them': {
      subject: {
        ...recorded(),
        configs: [{ path: '../hparams.yaml', title: 'hparams.yaml', value: null }],
      },
      findings: [{ cure: /hparams_file='\.\.\/hparams\.yaml'/ }],
    },
  },
});

const unnamed = hyperparameters({ lr: 1, width: 2 }, { recordedAs: null });
const lightning = (entries: Readonly<Record<string, Value>>) => ({
  lightning: lightningFile(dict(entries)),
});

testRule(containerUnknown, {
  quiet: {
    'arguments one by one': { ...ofModel({ lr: 1 }), ...lightning({ hparams_name: 'kwargs' }) },
    'no name at all: a file by hand': { ...recorded(unnamed), ...lightning({}) },
    'nothing recorded': {
      ...recorded(hyperparameters({}, { recordedAs: null })),
      ...lightning({ hparams_name: null }),
    },
  },
  finds: {
    'a name that Lightning did not find': {
      subject: { ...recorded(unnamed), ...lightning({ hparams_name: null }) },
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          path: 'hyper_parameters',
          data: { count: 2, examples: ['lr', 'width'] },
          message: /missing 1 required positional argument/,
          cure: /cfg=cfg/,
        },
      ],
    },
  },
});

testRule(overrideIgnored, {
  quiet: {
    'arguments one by one': ofModel({ lr: 1, optimizer: dict({ lr: 1 }) }),
    'one plain argument': ofModel({ lr: 1 }),
    'a dict, whose entries are replaced': recorded(
      hyperparameters({ lr: 1 }, { recordedAs: 'cfg' }),
    ),
    'an empty configuration': ofModel({ cfg: dict({}) }),
  },
  finds: {
    'a configuration that is one argument': {
      subject: ofModel({ cfg: config({ width: 5 }) }),
      findings: [
        {
          severity: 'note',
          data: { argument: 'cfg', isWhole: false, example: 'width' },
          message: /width=\.\.\.\) is ignored/,
          cure: /cfg=cfg/,
        },
      ],
    },
    'a configuration that is all': {
      subject: recorded(
        hyperparameters(
          { width: 5 },
          { recordedAs: 'cfg', container: 'omegaconf.dictconfig.DictConfig' },
        ),
      ),
      findings: [{ data: { isWhole: true }, message: /not in struct/, cure: /width=/ }],
    },
  },
});

testRule(openValues, {
  quiet: {
    values: ofModel({ lr: 1, name: 'a', path: '$HOME' }),
    'what OmegaConf fills in': recorded(
      hyperparameters(
        { lr: interpolation('a.b') },
        { container: 'omegaconf.dictconfig.DictConfig' },
      ),
    ),
    'the same in an argument': ofModel({ cfg: config({ lr: interpolation('a.b') }) }),
  },
  finds: {
    'what is missing, and what is a text': {
      subject: ofModel({ a: dict({ root: '???' }), lr: interpolation('optim.lr') }),
      findings: [
        {
          severity: 'note',
          path: 'hyper_parameters.a.root',
          data: { count: 2, examples: ['a.root is ???', `lr is ${interpolation('optim.lr')}`] },
          cure: /resolve=True/,
        },
      ],
    },
  },
});

const linear = opaque('torch.nn.modules.linear.Linear', {
  state: dict({ training: true, _parameters: dict({}), _buffers: dict({}), _modules: dict({}) }),
});

testRule(objects, {
  quiet: {
    'plain values, classes and functions': ofModel({
      lr: 1,
      activation: { kind: 'global', name: 'torch.nn.GELU' },
      dims: list(1),
    }),
  },
  finds: {
    'a module and a tensor': {
      subject: ofModel({ net: linear, loss: dict({ weight: float32(2) }) }),
      findings: [
        {
          severity: 'note',
          path: 'hyper_parameters.net',
          data: { count: 2, names: ['net', 'loss'] },
          message: /net \(torch\.nn\.modules\.linear\.Linear\), loss\.weight \(a tensor\)/,
          cure: /ignore=\['net', 'loss'\]/,
        },
      ],
    },
  },
});

testRule(instantiator, {
  quiet: { 'a model of its own': ofModel({ lr: 1 }), 'no name': ofModel({ _instantiator: 3 }) },
  finds: {
    'a function of somebody': {
      subject: ofModel({ _instantiator: 'os.system' }),
      findings: [
        {
          severity: 'error',
          path: 'hyper_parameters._instantiator',
          data: { name: 'os.system', isOwn: false },
          message: /imports and calls it/,
          cure: /weights_only=True/,
        },
      ],
    },
    'Lightning’s own': {
      subject: ofModel({
        _instantiator: 'lightning.pytorch.cli.instantiate_module',
        _class_path: 'a.B',
      }),
      findings: [{ severity: 'note', data: { model: 'a.B' }, cure: /jsonargparse/ }],
    },
  },
});
