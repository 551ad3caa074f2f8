import type { Tensor, Value } from '../../../src/model/value.ts';
import { dtype } from '../../../src/rules/huggingface/dtype.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict, tensor } from '../../support/values.ts';

const config = (entries: Readonly<Record<string, Value>>, path = 'config.json') => ({
  file: 'model.safetensors',
  configs: [{ path, title: 'config.json', value: dict(entries) }],
});

const weights = (...dtypes: readonly Tensor['dtype'][]) =>
  opened(
    dict(Object.fromEntries(dtypes.map((dtype, index) => [`w${index}`, tensor([1], { dtype })]))),
  );

testRule(dtype, {
  quiet: {
    'the same': { ...weights('bfloat16', 'int64'), ...config({ dtype: 'bfloat16' }) },
    'the old name of it': { ...weights('float16'), ...config({ torch_dtype: 'torch.float16' }) },
    'several dtypes': { ...weights('float32', 'float16'), ...config({ dtype: 'bfloat16' }) },
    'quantized weights': {
      ...weights('float16'),
      ...config({ dtype: 'bfloat16', quantization_config: dict({}) }),
    },
    'none named': { ...weights('float16'), ...config({}) },
    'a name of another sort': { ...weights('float16'), ...config({ dtype: 'auto' }) },
  },
  finds: {
    another: {
      subject: { ...weights('float32', 'bool'), ...config({ torch_dtype: 'float16' }) },
      findings: [
        {
          severity: 'warning',
          data: { config: 'float16', found: 'float32' },
          cure: /to float32 in config\.json/,
        },
      ],
    },
  },
});
