import { readWeights } from '../../../src/frameworks/common/weights.ts';
import type { Tensor } from '../../../src/model/value.ts';
import { double } from '../../../src/rules/weights/double.ts';
import { empty } from '../../../src/rules/weights/empty.ts';
import { layerGap } from '../../../src/rules/weights/layer-gap.ts';
import { missingPartner } from '../../../src/rules/weights/missing-partner.ts';
import { optimizerTensors } from '../../../src/rules/weights/optimizer-tensors.ts';
import { sharedModule } from '../../../src/rules/weights/shared-module.ts';
import { untied } from '../../../src/rules/weights/untied.ts';
import { float32, model } from '../../support/models.ts';
import { checkpointOf, testRule } from '../../support/rules.ts';
import { checkpointFile } from '../../support/runs.ts';
import { trainingState, weightSet } from '../../support/training-states.ts';
import { dict, tensor } from '../../support/values.ts';

const named = (...names: readonly string[]) => ({
  training: model(Object.fromEntries(names.map((name) => [name, float32(2)]))),
});
const read = (tensors: Readonly<Record<string, Tensor>>) => ({
  training: trainingState({ weights: [readWeights(dict(tensors), 'state_dict', 'model')] }),
});

testRule(empty, {
  quiet: {
    'weights with a tensor': named('a'),
    'a state without weights of any sort': { training: trainingState() },
  },
  finds: {
    'an empty dict': {
      subject: { training: model({}) },
      findings: [
        { severity: 'error', path: 'state_dict', data: { others: 0 }, message: /empty dict/ },
      ],
    },
    'nothing but extra state': {
      subject: {
        training: trainingState({
          weights: [weightSet({}, { others: [{ path: 'state_dict.x', name: 'x', value: 1 }] })],
        }),
      },
      findings: [{ data: { others: 1 }, message: /no tensor/ }],
    },
  },
});

testRule(missingPartner, {
  quiet: {
    pairs: named('bn.running_mean', 'bn.running_var', 'l.weight_g', 'l.weight_v'),
    'spectral norm, which has a vector of that name': named(
      'l.weight_orig',
      'l.weight_u',
      'l.weight_v',
    ),
    'a running mean that is no batch norm’s': named('scale.running_mean'),
    'a single spectral parametrization': named('l.parametrizations.weight.original'),
  },
  finds: {
    'half of a batch norm': {
      subject: named('a.running_mean', 'a.running_var', 'b.running_mean', 'b.weight'),
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          path: 'state_dict.b.running_mean',
          data: { of: 'a batch norm', count: 1, examples: ['b.running_var'] },
        },
      ],
    },
    'halves of adapters': {
      subject: named('q.lora_B.weight', 'v.lora_B.weight', 'running_var', 'weight'),
      findings: [
        { data: { of: 'a batch norm', examples: ['running_mean'] } },
        { data: { of: 'LoRA', count: 2, examples: ['q.lora_A.weight', 'v.lora_A.weight'] } },
      ],
    },
  },
});

const layers = (...numbers: readonly number[]) =>
  numbers.flatMap((number) => [`h.${number}.attn.weight`, `h.${number}.mlp.weight`]);
const whole = (file: string, ...names: readonly string[]) => ({
  file,
  checkpoint: checkpointOf(null),
  ...named(...names),
});

testRule(layerGap, {
  quiet: {
    'layers without a gap': whole('m.pt', ...layers(0, 1, 2, 3), 'head.weight'),
    'a sequence with layers that have no weights': whole(
      'm.pt',
      '0.weight',
      '2.weight',
      '3.weight',
    ),
    'every second one': whole('m.pt', ...layers(0, 2, 4)),
    'layers that are not alike': whole('m.pt', ...layers(0, 2, 3), 'h.2.extra.weight'),
    'too few to tell': whole('m.pt', ...layers(0, 2)),
    'a part of a model': whole('model-00001-of-00003.safetensors', ...layers(0, 1, 3)),
    'an index with a shard that is missing, which is told': {
      ...whole('m.index.json', ...layers(0, 1, 3)),
      checkpoint: checkpointOf(null, {
        anomalies: [{ kind: 'missing-shard', place: { file: 'm' }, data: {} }],
      }),
    },
  },
  finds: {
    'a layer that is not there': {
      subject: whole('m.pt', ...layers(0, 1, 3, 4)),
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          data: { stack: 'h.', layers: 4, count: 1, examples: ['h.2'] },
        },
      ],
    },
    'a tensor that all others have': {
      subject: whole('m.pt', ...layers(0, 1, 2).filter((name) => name !== 'h.1.mlp.weight')),
      findings: [{ data: { examples: ['h.1.mlp.weight'] } }],
    },
  },
});

testRule(optimizerTensors, {
  quiet: { 'names of a model': named('momentum.weight', 'exp_avg_pool.weight') },
  finds: {
    moments: {
      subject: named('a.weight', 'a.weight.exp_avg', 'a.weight.exp_avg_sq'),
      findings: [{ severity: 'warning', path: 'state_dict.a.weight.exp_avg', data: { count: 2 } }],
    },
  },
});

const [weight, bias] = [float32(2, 2), float32(2)];

testRule(sharedModule, {
  quiet: {
    'tied embeddings, one tensor': read({ 'wte.weight': weight, 'lm_head.weight': weight }),
    'a module of which one tensor is shared': read({
      'a.weight': weight,
      'a.bias': bias,
      'b.weight': weight,
      'b.bias': float32(2),
    }),
  },
  finds: {
    'a module under two names': {
      subject: read({ 'a.weight': weight, 'a.bias': bias, 'b.weight': weight, 'b.bias': bias }),
      findings: [
        { severity: 'note', path: 'state_dict', data: { count: 1, examples: ['b is a'] } },
      ],
    },
  },
});

const transformers = (tensors: Readonly<Record<string, Tensor>>, tie = true) => ({
  ...read(tensors),
  file: 'hf/model.safetensors',
  checkpointFile: checkpointFile('model.safetensors'),
  configs: [
    { path: 'config.json', title: 'config.json', value: dict({ tie_word_embeddings: tie }) },
  ],
});

testRule(untied, {
  quiet: {
    'one tensor under both names': transformers({ 'wte.weight': weight, 'lm_head.weight': weight }),
    'no output layer': transformers({ 'wte.weight': weight }),
    'two, as the configuration says': transformers(
      { 'wte.weight': weight, 'lm_head.weight': float32(2, 2) },
      false,
    ),
  },
  finds: {
    'two of one shape': {
      subject: transformers({ 'wte.weight': weight, 'lm_head.weight': float32(2, 2) }),
      findings: [{ severity: 'note', path: 'state_dict.lm_head.weight', data: { isAlike: true } }],
    },
    'two of different shapes': {
      subject: transformers({ 'wte.weight': weight, 'lm_head.weight': float32(3, 2) }),
      findings: [{ severity: 'warning', message: /another shape/, cure: /tie_word_embeddings/ }],
    },
  },
});

testRule(double, {
  quiet: {
    'float32, and a buffer of float64': read({
      weight: float32(2),
      running_mean: tensor([2], { dtype: 'float64' }),
    }),
  },
  finds: {
    float64: {
      subject: read({ weight: tensor([2, 5], { dtype: 'float64' }), bias: float32(2) }),
      findings: [
        {
          severity: 'note',
          data: { half: 40, count: 1, examples: ['weight'] },
          message: /^1 parameter is float64, which takes 40 B more/,
        },
      ],
    },
  },
});
