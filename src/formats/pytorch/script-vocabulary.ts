/** The functions by which TorchScript’s pickler, written in C++, spells lists and typed values. */
import type { PickleValue } from '../../decoders/pickle/value.ts';
import type { CallMeaning } from '../python/call.ts';
import { untouched } from '../python/call.ts';

const list: CallMeaning = untouched(({ args }, interpreter) => {
  const [items] = args;
  return args.length === 1 && isList(items) ? interpreter.value(items) : undefined;
});

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/jit/_pickle.py */
export const scriptCalls: readonly (readonly [name: string, meaning: CallMeaning])[] = [
  ['torch.jit._pickle.build_intlist', list],
  ['torch.jit._pickle.build_doublelist', list],
  ['torch.jit._pickle.build_boollist', list],
  ['torch.jit._pickle.build_tensorlist', list],
  // (value, type): the type only says what an empty list or dict would have held.
  [
    'torch.jit._pickle.restore_type_tag',
    untouched(({ args }, interpreter) => {
      const [value, type] = args;
      if (value === undefined || typeof type !== 'string') return undefined;
      return interpreter.value(value);
    }),
  ],
];

function isList(value: PickleValue | undefined): value is Extract<PickleValue, { kind: 'list' }> {
  return typeof value === 'object' && value?.kind === 'list';
}
