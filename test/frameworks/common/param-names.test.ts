import { describe, expect, it } from 'vitest';
import { readOptimizer } from '../../../src/frameworks/common/optimizer.ts';
import { readWeights } from '../../../src/frameworks/common/weights.ts';
import type { OptimizerState } from '../../../src/frameworks/training-state.ts';
import type { Tensor, Value } from '../../../src/model/value.ts';
import { dict, list, mapping, tensor } from '../../support/values.ts';

type Shape = readonly number[];

const float32 = (shape: Shape): Tensor => tensor(shape, { dtype: 'float32' });
const moments = (shape: Shape | null): Value =>
  dict(shape === null ? {} : { step: 1, exp_avg: float32(shape), exp_avg_sq: float32(shape) });

/** An optimizer with a group for each list of the shapes of its parameters; `null` has no state. */
function optimizer(...groups: readonly (readonly (Shape | null)[])[]): Value {
  let next = 0;
  const numbered = groups.map((shapes) => shapes.map((shape) => ({ id: next++, shape })));
  const state = numbered.flat().flatMap(({ id, shape }) => {
    return shape === null ? [] : [[id, moments(shape)] as const];
  });
  const paramGroups = numbered.map((params) =>
    dict({ params: list(...params.map(({ id }) => id)) }),
  );
  return dict({ state: mapping(...state), param_groups: list(...paramGroups) });
}

const modelOf = (shapes: Readonly<Record<string, Shape | Tensor>>) =>
  dict(
    Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [
        name,
        'kind' in shape ? shape : float32(shape),
      ]),
    ),
  );

const named = (value: Value, model: Value): OptimizerState =>
  readOptimizer(value, '', readWeights(model, '', 'model'));
const namesOf = ({ naming, parameters }: OptimizerState) => [
  naming,
  ...parameters.map(({ name }) => name),
];

const MLP = modelOf({ 'a.weight': [4, 3], 'a.bias': [4], 'b.weight': [2, 4], 'b.bias': [2] });
const ALL: readonly Shape[] = [[4, 3], [4], [2, 4], [2]];
/** Layers that are all alike. */
const ALIKE = modelOf({
  ...{ 'g.0.weight': [4, 4], 'g.0.bias': [4], 'g.1.weight': [4, 4], 'g.1.bias': [4] },
  ...{ 'd.0.weight': [4, 4], 'd.0.bias': [4], 'd.1.weight': [4, 4] },
});

describe('names of numbered parameters', () => {
  const cases: readonly (readonly [what: string, value: Value, model: Value, names: unknown])[] = [
    [
      'all of the model, in its order',
      optimizer(ALL),
      MLP,
      ['proven', 'a.weight', 'a.bias', 'b.weight', 'b.bias'],
    ],
    [
      'some without state',
      optimizer([null, null, [2, 4], [2]]),
      MLP,
      ['proven', 'a.weight', 'a.bias', 'b.weight', 'b.bias'],
    ],
    [
      'none with state: nothing contradicts the order',
      optimizer([null, null, null, null]),
      MLP,
      ['plausible', 'a.weight', 'a.bias', 'b.weight', 'b.bias'],
    ],
    [
      'none with state, and fewer than weights',
      optimizer([null, null]),
      MLP,
      ['unknown', undefined, undefined],
    ],
    ['the head of a frozen model', optimizer([[2, 4], [2]]), MLP, ['proven', 'b.weight', 'b.bias']],
    [
      'two groups',
      optimizer(
        [
          [4, 3],
          [2, 4],
        ],
        [[4], [2]],
      ),
      MLP,
      ['proven', 'a.weight', 'b.weight', 'a.bias', 'b.bias'],
    ],
    [
      'the head before the body',
      optimizer([[2, 4], [2]], [[4, 3], [4]]),
      MLP,
      ['proven', 'b.weight', 'b.bias', 'a.weight', 'a.bias'],
    ],
    ['shapes of another model', optimizer([[4, 3], [5]]), MLP, ['unknown', undefined, undefined]],
    [
      'more than the model has',
      optimizer([...ALL, [2]]),
      MLP,
      ['unknown', ...ALL.map(() => undefined), undefined],
    ],
    [
      'another order',
      optimizer([
        [2, 4],
        [4, 3],
      ]),
      MLP,
      ['unknown', undefined, undefined],
    ],
    ['no weights at all', optimizer([[2]]), dict({}), ['unknown', undefined]],
    [
      'buffers and tied weights, which are no parameters',
      optimizer([[4, 4], [4]]),
      (() => {
        const embedding = float32([4, 4]);
        return modelOf({
          ...{ 'e.weight': embedding, 'bn.running_mean': [4], 'bn.bias': [4] },
          'head.weight': { ...embedding },
        });
      })(),
      ['proven', 'e.weight', 'bn.bias'],
    ],
    [
      'what is likely a buffer, where parameters have no state',
      optimizer([null, [2, 4]]),
      modelOf({ mean: [3], 'a.weight': [4, 3], 'b.weight': [2, 4] }),
      ['plausible', 'a.weight', 'b.weight'],
    ],
    [
      'one submodule of layers that are all alike',
      optimizer([[4, 4], [4], [4, 4]]),
      ALIKE,
      ['plausible', 'd.0.weight', 'd.0.bias', 'd.1.weight'],
    ],
    [
      'all but one submodule',
      optimizer([[4, 4], [4], [4, 4], [4]]),
      ALIKE,
      ['plausible', 'g.0.weight', 'g.0.bias', 'g.1.weight', 'g.1.bias'],
    ],
    [
      'any two of layers that are all alike',
      optimizer([
        [4, 4],
        [4, 4],
      ]),
      ALIKE,
      ['unknown', undefined, undefined],
    ],
    [
      'weights that decay and others, without state',
      optimizer([null, null], [null, null, null]),
      modelOf({
        'a.weight': [4, 3],
        'a.bias': [4],
        'ln.weight': [4],
        'b.weight': [2, 4],
        'b.bias': [2],
      }),
      ['plausible', 'a.weight', 'b.weight', 'a.bias', 'ln.weight', 'b.bias'],
    ],
    [
      'groups of one layer each, all alike',
      optimizer([[4]], [[4]]),
      modelOf({ 'a.bias': [4], 'b.bias': [4] }),
      ['plausible', 'a.bias', 'b.bias'],
    ],
    [
      'groups of one parameter each, some of them frozen',
      optimizer([[4]], [[2, 4]], [[2]]),
      modelOf({ 'a.weight': [4, 3], 'a.bias': [4], 'b.weight': [2, 4], 'b.bias': [2] }),
      ['proven', 'a.bias', 'b.weight', 'b.bias'],
    ],
    [
      'groups of one parameter each, some alike',
      optimizer([[4]], [[2, 4]], [[4]]),
      modelOf({ 'a.weight': [4, 3], 'a.bias': [4], 'b.weight': [2, 4], 'b.bias': [4] }),
      ['plausible', 'a.bias', 'b.weight', 'b.bias'],
    ],
    [
      'groups without state that could be anything',
      optimizer([null], [null, null, null]),
      MLP,
      ['unknown', undefined, undefined, undefined, undefined],
    ],
  ];
  for (const [what, value, model, names] of cases) {
    it(what, () => {
      expect(namesOf(named(value, model))).toEqual(names);
    });
  }

  it('are not looked for without weights', () => {
    expect(readOptimizer(optimizer([[2]]), '', undefined).naming).toBe('unknown');
  });

  it('follow from what Adafactor keeps of rows and columns', () => {
    const rows = (rowShape: Shape, columnShape: Shape) =>
      dict({ row_var: float32(rowShape), col_var: float32(columnShape) });
    const means = (rowShape: Shape, columnShape: Shape) =>
      dict({ exp_avg_sq_row: float32(rowShape), exp_avg_sq_col: float32(columnShape) });
    const model = modelOf({ a: [5, 4, 3], b: [5, 3, 4], c: [7] });
    for (const [first, second] of [
      [rows([5, 4, 1], [5, 1, 3]), dict({ variance: float32([7]) })],
      [means([5, 4], [5, 3]), dict({ exp_avg_sq: float32([7]) })],
    ] as const) {
      const value = dict({
        state: mapping([0, first], [1, second]),
        param_groups: list(dict({ params: list(0, 1) })),
      });
      expect(namesOf(named(value, model))).toEqual(['proven', 'a', 'c']);
    }
  });
});

describe('names in the file', () => {
  const group = (...names: string[]) =>
    dict({ params: list(...names.map((_, index) => index)), param_names: list(...names) });

  it('are those of the group', () => {
    const value = dict({ state: dict({}), param_groups: list(group('b.bias', 'a.bias')) });
    expect(namesOf(named(value, MLP))).toEqual(['exact', 'b.bias', 'a.bias']);
    expect(namesOf(readOptimizer(value, '', undefined))).toEqual(['exact', 'b.bias', 'a.bias']);
  });

  it('are the ids themselves', () => {
    const value = dict({
      state: dict({ 'a.bias': moments([4]) }),
      param_groups: list(dict({ params: list('a.bias', 'gone') })),
    });
    const state = named(value, MLP);
    expect(namesOf(state)).toEqual(['exact', 'a.bias', 'gone']);
    expect(state.parameters.map(({ path }) => path)).toEqual([
      ...['state.a.bias', 'param_groups[0].params[1]'],
    ]);
  });

  it('are found in the weights whatever was wrapped', () => {
    const model = modelOf({
      'module.a._orig_mod.weight': [1],
      'module.b._fsdp_wrapped_module.w': [1],
    });
    const value = dict({ state: dict({}), param_groups: list(group('_orig_mod.a.weight', 'b.w')) });
    expect(namesOf(named(value, model))).toEqual([
      ...['exact', 'module.a._orig_mod.weight', 'module.b._fsdp_wrapped_module.w'],
    ]);
  });

  it('count only where there is one for each parameter', () => {
    const short = dict({ params: list(0, 1), param_names: list('a.bias') });
    const wrong = dict({ params: list(0, 1), param_names: list('a.bias', 1) });
    for (const odd of [short, wrong]) {
      const value = dict({ state: dict({}), param_groups: list(odd) });
      expect(named(value, MLP).naming).toBe('unknown');
    }
  });
});
