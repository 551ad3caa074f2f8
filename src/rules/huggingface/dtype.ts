import { entry, textOf } from '../../frameworks/common/entries.ts';
import { configOfWeights } from '../huggingface-config.ts';
import { defineRule } from '../rule.ts';
import type { PlacedTensor } from '../subject.ts';

const FLOATS: ReadonlySet<string> = new Set(['float64', 'float32', 'float16', 'bfloat16']);

/** transformers 5 loads weights in the dtype that the configuration names. */
export const dtype = defineRule({
  id: 'huggingface/dtype',
  summary: 'The weights have the dtype that config.json names',
  severity: 'warning',
  questions: ['load', 'eval'],
  needs: ['tensors', 'configs'],

  *find({ tensors, ...subject }) {
    const settings = configOfWeights(subject);
    const config = (
      textOf(entry(settings, 'dtype')) ?? textOf(entry(settings, 'torch_dtype'))
    )?.replace(/^torch\./, '');
    // Quantized weights have the dtype of what they are computed in.
    if (config === undefined || !FLOATS.has(config)) return;
    if (entry(settings, 'quantization_config') !== undefined) return;
    const found = floatDtypes(tensors);
    const [first, ...others] = found;
    if (first === undefined || others.length > 0 || first === config) return;
    yield { data: { config, found: first } };
  },

  message: ({ config, found }) => `config.json names ${config}, and all weights are ${found}`,
  cure: ({ found }) => `set dtype (torch_dtype before transformers 5) to ${found} in config.json`,
});

function floatDtypes(tensors: readonly PlacedTensor[]): readonly string[] {
  const dtypes = tensors.map(({ tensor }) => String(tensor.dtype));
  return [...new Set(dtypes.filter((one) => FLOATS.has(one)))];
}
