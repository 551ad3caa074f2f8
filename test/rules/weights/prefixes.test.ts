import { readWeights } from '../../../src/frameworks/common/weights.ts';
import type { WeightSet } from '../../../src/frameworks/training-state.ts';
import { mixedPrefix } from '../../../src/rules/weights/mixed-prefix.ts';
import { modelPrefix } from '../../../src/rules/weights/model-prefix.ts';
import { wrapperPrefix } from '../../../src/rules/weights/wrapper-prefix.ts';
import { float32 } from '../../support/models.ts';
import { checkpointOf, testRule } from '../../support/rules.ts';
import { trainingState } from '../../support/training-states.ts';
import { dict } from '../../support/values.ts';

const other = { framework: { id: 'state-dict', title: 'state dict', notes: [] } };
const set = (names: readonly string[], role: WeightSet['role'] = 'model') =>
  readWeights(
    dict(Object.fromEntries(names.map((name) => [name, float32(2)]))),
    'state_dict',
    role,
  );
const named = (...names: readonly string[]) => ({
  training: trainingState({ weights: [set(names)] }),
});
const bare = (...names: readonly string[]) => ({
  training: trainingState({ ...other, weights: [{ ...set(names), path: '' }] }),
});

testRule(wrapperPrefix, {
  quiet: {
    'names of a model': named('encoder.weight', 'module_list.0.weight', 'a.module.b'),
    'an average, which keeps the model inside': bare('module.a', 'module.b', 'n_averaged'),
    'copies, which are judged with the weights': {
      training: trainingState({ weights: [set(['_orig_mod.a'], 'averaged')] }),
    },
    'a prefix that only some have, which another rule tells': named('_orig_mod.a', 'b'),
  },
  finds: {
    'a compiled model': {
      subject: named('_orig_mod.a', '_orig_mod.b'),
      findings: [
        {
          severity: 'warning',
          path: 'state_dict',
          data: {
            part: '_orig_mod.',
            wrapper: 'torch.compile',
            isPrefix: true,
            key: 'state_dict',
            count: 2,
            examples: ['_orig_mod.a', '_orig_mod.b'],
          },
          cure: /checkpoint\['state_dict'\] = \{name\.removeprefix\('_orig_mod\.'\)/,
        },
      ],
    },
    'several wrappers around a bare state dict': {
      subject: bare('module._orig_mod.a', 'module._orig_mod.b'),
      findings: [
        {
          severity: 'warning',
          data: { part: 'module._orig_mod.', wrapper: 'DataParallel or DistributedDataParallel' },
          cure: /removeprefix\('module\._orig_mod\.'\): tensor for name, tensor in weights/,
        },
      ],
    },
    'an attribute of a Lightning module, which may be called so': {
      subject: named('module.a', 'module.b'),
      findings: [{ severity: 'note' }],
    },
    'a wrapper inside names': {
      subject: named('model._orig_mod.a', 'model.b'),
      findings: [
        {
          severity: 'note',
          data: { isPrefix: false, count: 1 },
          message: /^1 tensor has _orig_mod\. inside its name/,
          cure: /name\.replace\('_orig_mod\.', ''\)/,
        },
      ],
    },
  },
});

testRule(mixedPrefix, {
  quiet: {
    'all or none': { training: trainingState({ weights: [set(['_orig_mod.a']), set(['a'])] }) },
    'an attribute that is called module': named('module.a', 'loss.weight'),
  },
  finds: {
    'a prefix that some have': {
      subject: named('_orig_mod.a', 'b', 'c'),
      findings: [
        {
          severity: 'warning',
          confidence: 'certain',
          data: { prefix: '_orig_mod.', others: 2, twice: 0, count: 1, examples: ['_orig_mod.a'] },
          message: /as if two files had been joined/,
          cure: /state_dict\(\)/,
        },
      ],
    },
    'names that are there both ways': {
      subject: bare('module.a', 'a', 'b'),
      findings: [{ confidence: 'likely', data: { prefix: 'module.', twice: 1 } }],
    },
  },
});

testRule(modelPrefix, {
  quiet: {
    'several attributes': named('model.a', 'loss.weight'),
    'parts of the model itself': named('encoder.a', 'encoder.b'),
    'names that transformers gives': {
      ...bare('model.a', 'model.b'),
      checkpoint: checkpointOf(null, { format: { id: 'safetensors', title: 'safetensors' } }),
    },
    'no weights': { training: trainingState() },
  },
  finds: {
    'one attribute, behind a wrapper': {
      subject: named('_orig_mod.model.a', '_orig_mod.model.b'),
      findings: [
        {
          severity: 'note',
          confidence: 'possible',
          data: { prefix: 'model.' },
          cure: /checkpoint\['state_dict'\]/,
        },
      ],
    },
    'a bare state dict of it': {
      subject: bare('net.a', 'net.b'),
      findings: [{ data: { prefix: 'net.', key: '' }, cure: /in weights\.items/ }],
    },
  },
});
