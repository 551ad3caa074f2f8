import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** Tensors that modules always save together, by the last parts of their names. */
const PARTNERS: readonly (readonly [one: string, other: string, of: string])[] = [
  ['running_mean', 'running_var', 'a batch norm'],
  ['weight_g', 'weight_v', 'a weight norm'],
  ['original0', 'original1', 'a weight norm'],
  ['lora_A.weight', 'lora_B.weight', 'LoRA'],
];

export const missingPartner = defineRule({
  id: 'weights/missing-partner',
  summary: 'Tensors that belong together are there together',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['training'],

  *find({ training: { weights } }) {
    for (const { path, tensors } of weights) {
      const names = new Set(tensors.map(({ name }) => name));
      for (const [one, other, of] of PARTNERS) {
        const alone = [...lacking(names, one, other), ...lacking(names, other, one)];
        if (alone.length === 0) continue;
        const [first] = alone;
        const at = tensors.find(({ name }) => name === first?.there)?.path ?? path;
        const missing = examplesOf(alone.map(({ missing: name }) => name));
        yield {
          path: at,
          confidence: 'likely',
          data: { of, there: first?.there ?? '', ...missing },
        };
      }
    }
  },

  message: ({ of, there, ...missing }) =>
    `of ${of} only one half is there: ${there} without its partner, missing ${exampleText(missing)}`,
  cure: () =>
    'save the whole state dict again; loading this one takes strict=False, and leaves the half that is missing untrained',
});

function lacking(
  names: ReadonlySet<string>,
  one: string,
  other: string,
): readonly { readonly there: string; readonly missing: string }[] {
  return [...names].flatMap((there) => {
    if (there !== one && !there.endsWith(`.${one}`)) return [];
    const before = there.slice(0, -one.length);
    // Spectral norm keeps two vectors, and calls one of them so too.
    const isSpectral = names.has(`${before}weight_u`);
    const isOther = isSpectral || (one.startsWith('running_') && !isBatchNorm(names, before));
    return names.has(before + other) || isOther ? [] : [{ there, missing: before + other }];
  });
}

/** Other modules keep a running mean too. */
function isBatchNorm(names: ReadonlySet<string>, module: string): boolean {
  return ['weight', 'bias', 'num_batches_tracked'].some((name) => names.has(module + name));
}
