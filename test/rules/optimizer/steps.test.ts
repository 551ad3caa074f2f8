import { steps } from '../../../src/rules/optimizer/steps.ts';
import { testRule } from '../../support/rules.ts';
import { adam, floats, loop, moments, SHAPES } from '../../support/trained.ts';
import { dict, float, list, mapping } from '../../support/values.ts';

const scalars = new Map();
const made = (...counts: number[]) =>
  SHAPES.map(
    (shape, index) => [index, moments(shape, { step: float(counts[index] ?? 0) })] as const,
  );
const inTwo = dict({
  state: mapping(...made(8, 8, 2, 2)),
  param_groups: list(dict({ lr: 1, params: list(0, 1) }), dict({ lr: 1, params: list(2, 3) })),
});
const read = floats([]);

testRule(steps, {
  quiet: {
    'as many for all': loop({}, { scalars }),
    'an optimizer that does not count': loop(
      { optimizer_state_dict: adam(undefined, { state: [] }) },
      { scalars },
    ),
    'tensors whose values were read': loop(
      {
        optimizer_state_dict: adam([[4, 3], [4]], {
          state: [
            [0, moments([4, 3], { step: read })],
            [1, moments([4], { step: 8 })],
          ],
        }),
      },
      { scalars: new Map([[read, float(8)]]) },
    ),
  },
  finds: {
    'different ones within a group': {
      subject: loop(
        { optimizer_state_dict: adam(undefined, { state: made(8, 8, 3, 8) }) },
        { scalars },
      ),
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          data: { least: 3, most: 8, behind: 1 },
          cure: /several checkpoints/,
        },
      ],
    },
    'a note about a group that was added later': {
      subject: loop({ optimizer_state_dict: inTwo }, { scalars }),
      findings: [
        {
          severity: 'note',
          message:
            '2 parameters with fewer updates than the others, by groups: 2 at least, where the others have 8',
        },
      ],
    },
  },
});
