import { elementCount } from '../../model/value.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { misfits } from '../expected-sizes.ts';
import { defineRule } from '../rule.ts';
import {
  isEntries,
  isPositions,
  type Sizes,
  type SizeUse,
  sizesOf,
  tensorTexts,
} from '../sizes.ts';

/** A shape that differs is an error whether loading is strict or not. */
export const expectation = defineRule({
  id: 'hparams/expectation',
  summary: 'The weights have the sizes that are expected of them: --expect',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['training', 'expectations'],

  *find({ training, expectations }) {
    const sizes = sizesOf(training);
    const isLightning = training.framework.id === 'lightning';
    for (const { name, expected, found, uses, path } of misfits(training, expectations)) {
      const touched = [...new Set(uses.map(({ tensor }) => tensor))];
      const all = sizes.tensors.reduce((sum, { tensor }) => sum + elementCount(tensor), 0);
      const inside = touched.reduce((sum, { tensor }) => sum + elementCount(tensor), 0);
      yield {
        path,
        confidence: 'likely',
        data: {
          name,
          expected,
          found,
          isLightning,
          where: placeOf(uses, sizes),
          percent: Math.round((100 * inside) / Math.max(all, 1)),
          ...examplesOf(tensorTexts(uses)),
          names: touched.map((tensor) => tensor.name).slice(0, MOST_NAMES),
        },
      };
    }
  },

  message: ({ name, expected, found, where, percent, count, examples }) =>
    `${name} is ${found} here and ${expected} where you will use it: ${exampleText({ count, examples })} will not fit, with strict=False either; ${PLACES[where]}, ${percent} % of the parameters`,
  cure: ({ name, found, isLightning, where, names }) => {
    const keep =
      isLightning && /^\w+$/.test(name)
        ? `keep the size: Model.load_from_checkpoint(path, ${name}=${found})`
        : `keep ${name}=${found}`;
    if (where === 'ends' || where === 'inside') return `${keep}; or train again for the new size`;
    const left = names.map((one) => `'${one}'`).join(', ');
    return `${keep}; or leave these tensors out (for name in [${left}]: del weights[name]), load the rest with strict=False and train them anew`;
  },
});

/** A cure that names more is no line any more. */
const MOST_NAMES = 8;

const PLACES = {
  table: 'only the embedding and the output layer have that size',
  positions: 'only the table of positions has that size',
  ends: 'the first and the last layer have that size',
  inside: 'layers inside the model have that size',
} as const;

function placeOf(uses: readonly SizeUse[], sizes: Sizes): keyof typeof PLACES {
  if (uses.some(({ tensor, axis }) => axis === 0 && isEntries(tensor))) return 'table';
  if (uses.every(({ tensor }) => isPositions(tensor))) return 'positions';
  const { matrices } = sizes;
  const isFirst = uses.some(({ tensor, axis }) => tensor === matrices[0] && axis === 1);
  const isLast = uses.some(({ tensor, axis }) => tensor === matrices.at(-1) && axis === 0);
  return isFirst && isLast ? 'ends' : 'inside';
}
