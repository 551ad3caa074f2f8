import type { NamedTensor } from '../../frameworks/training-state.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** A part of a model in several files has gaps of its own. */
const PART = /-\d{5,6}-of-\d{5,6}\.|(?:mp|pp|tp)_rank_|layer_\d+/;
const LEAST_LAYERS = 3;

export const layerGap = defineRule({
  id: 'weights/layer-gap',
  summary: 'The numbered layers are complete',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['training', 'checkpoint'],

  *find({ training: { weights }, checkpoint: { anomalies }, file }) {
    if (PART.test(file) || anomalies.some(({ kind }) => kind.includes('shard'))) return;
    for (const { path, tensors } of weights) {
      for (const [stack, layers] of stacksIn(tensors)) {
        const missing = missingIn(layers).map((name) => `${stack}${name}`);
        if (missing.length === 0) continue;
        yield {
          path: path === '' ? undefined : path,
          confidence: 'likely',
          data: { stack, layers: layers.size, ...examplesOf(missing) },
        };
      }
    }
  },

  message: ({ stack, layers, count, examples }) =>
    `the ${layers} layers ${stack}N are alike, but for what is missing: ${exampleText({ count, examples })}`,
  cure: () =>
    'look for the file or the step that dropped it; a part of a larger model has to be loaded with strict=False',
});

type Layers = ReadonlyMap<number, ReadonlyMap<string, string>>;

/** By what stands before the number: the tensors of each layer, as name and shape. */
function stacksIn(tensors: readonly NamedTensor[]): ReadonlyMap<string, Layers> {
  const stacks = new Map<string, Map<number, Map<string, string>>>();
  for (const { name, tensor } of tensors) {
    const [, stack = '', number = '', rest = ''] =
      /^((?:[^.]+\.)*?)(\d{1,4})\.(.+)$/s.exec(name) ?? [];
    // A single layer is part of a sequence with gaps where layers have no weights.
    if (number === '' || !rest.includes('.')) continue;
    const layers = stacks.get(stack) ?? new Map<number, Map<string, string>>();
    const layer = layers.get(Number(number)) ?? new Map<string, string>();
    layer.set(rest, String(tensor.shape));
    layers.set(Number(number), layer);
    stacks.set(stack, layers);
  }
  return stacks;
}

/** Whole layers, and tensors that all others have. Layers that are not alike tell nothing. */
function missingIn(layers: Layers): readonly string[] {
  if (layers.size < LEAST_LAYERS) return [];
  const looks = [...layers.values()].map((layer) => JSON.stringify([...layer].sort()));
  const numbers = [...layers.keys()];
  const last = Math.max(...numbers);
  if (new Set(looks).size === 1) {
    if (last + 1 - layers.size > 1) return [];
    return Array.from({ length: last }, (_, number) => number)
      .filter((number) => !layers.has(number))
      .map(String);
  }
  return missingTensors(layers);
}

/** Where all layers but one are alike, and that one only lacks something. */
function missingTensors(layers: Layers): readonly string[] {
  const most = Math.max(...Array.from(layers.values(), ({ size }) => size));
  const odd = [...layers].filter(([, { size }]) => size < most);
  const whole = [...layers.values()].filter(({ size }) => size === most);
  const [first] = whole;
  const [one, ...more] = odd;
  if (first === undefined || one === undefined || more.length > 0) return [];
  const isAlike = whole.every((layer) =>
    [...first].every(([name, shape]) => layer.get(name) === shape),
  );
  const [number, own] = one;
  const isPart = [...own].every(([name, shape]) => first.get(name) === shape);
  if (!isAlike || !isPart || 2 * own.size < most) return [];
  return [...first.keys()].filter((name) => !own.has(name)).map((name) => `${number}.${name}`);
}
