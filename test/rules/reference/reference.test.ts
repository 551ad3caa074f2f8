import type { Tensor } from '../../../src/model/value.ts';
import { tensorsOf } from '../../../src/operations/tensor-list.ts';
import { dtypes } from '../../../src/rules/reference/dtypes.ts';
import { names } from '../../../src/rules/reference/names.ts';
import { shapes } from '../../../src/rules/reference/shapes.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import { float32, model, multiVae } from '../../support/models.ts';
import { checkpointOf, opened, testRule } from '../../support/rules.ts';
import { dict, tensor } from '../../support/values.ts';

type Tensors = Readonly<Record<string, Tensor>>;

/** Weights of a framework, and another file’s. */
function pair(own: Tensors, other: Tensors): Partial<Subject> {
  return {
    ...opened(dict({ state_dict: dict(own) })),
    training: model(own),
    reference: {
      checkpoint: checkpointOf(dict({ state_dict: dict(other) }), { file: 'ref.ckpt' }),
      tensors: tensorsOf(dict({ state_dict: dict(other) })),
      training: model(other),
    },
  };
}

const prefixed = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, each]) => [prefix + name, each]));

const vae = multiVae(37);
const plain: Partial<Subject> = {
  ...opened(dict({ a: float32(2) })),
  reference: {
    checkpoint: checkpointOf(dict({ a: float32(3) }), { file: 'ref.pt' }),
    tensors: tensorsOf(dict({ a: float32(3) })),
  },
};

testRule(names, {
  quiet: { 'the same names': pair(vae, multiVae(42)), 'no framework': plain },
  finds: {
    'names of one alone': {
      subject: pair({ ...vae, extra: float32(1) }, { ...vae, a: float32(1), b: float32(1) }),
      findings: [
        {
          severity: 'warning',
          data: {
            file: 'ref.ckpt',
            prefix: null,
            missing: 2,
            missingNames: ['a', 'b'],
            unexpected: 1,
            unexpectedNames: ['extra'],
          },
          message: /^2 of the names in ref\.ckpt are missing: a, b; 1 is not in ref\.ckpt: extra$/,
          cure: /strict=False/,
        },
      ],
    },
    'a prefix of its own': {
      subject: pair(prefixed('_orig_mod.model.', vae), vae),
      findings: [
        {
          data: { prefix: '_orig_mod.model.', prefixOf: 'own', missing: 0, unexpected: 0 },
          message:
            /^every name of this file begins with _orig_mod\.model\., and none of ref\.ckpt$/,
          cure: /removeprefix\('_orig_mod\.model\.'\)/,
        },
      ],
    },
    'a prefix of the other, and a name more': {
      subject: pair(vae, prefixed('model.', { ...vae, more: float32(1) })),
      findings: [
        {
          data: { prefix: 'model.', prefixOf: 'reference', missing: 1, missingNames: ['more'] },
          cure: /\{'model\.' \+ name/,
        },
      ],
    },
    'nothing in common': {
      subject: pair({ a: float32(1) }, { b: float32(1) }),
      findings: [{ data: { prefix: null, missing: 1, unexpected: 1 } }],
    },
  },
});

testRule(shapes, {
  quiet: { 'the same shapes': pair(vae, vae), 'names of one alone': pair({ a: float32(1) }, vae) },
  finds: {
    'another number of items, behind a prefix': {
      subject: pair(prefixed('model.', vae), multiVae(42)),
      findings: [
        {
          severity: 'error',
          path: 'state_dict.model.encoder.0.weight',
          details: [
            'model.encoder.0.weight: [8, 37], there [8, 42]',
            'model.decoder.2.weight: [37, 8], there [42, 8]',
            'model.decoder.2.bias: [37], there [42]',
          ],
          data: {
            count: 3,
            examples: ['model.encoder.0.weight', 'model.decoder.2.weight', 'model.decoder.2.bias'],
          },
        },
      ],
    },
    'tensors of a file that no framework wrote': {
      subject: plain,
      findings: [
        { path: 'a', data: { count: 1, table: ['a: [2], there [3]'] }, message: /^1 tensor/ },
      ],
    },
  },
});

testRule(dtypes, {
  quiet: { 'the same dtypes': pair(vae, multiVae(42)) },
  finds: {
    'half precision': {
      subject: pair({ a: tensor([2], { dtype: 'float16' }) }, { a: float32(2) }),
      findings: [{ severity: 'note', data: { examples: ['a is float16, not float32'] } }],
    },
  },
});
