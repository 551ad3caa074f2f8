/** What pickles say, as literals, and what it means. */
import type {
  Effects,
  PickleBytes,
  PickleDict,
  PickleFloat,
  PickleGlobal,
  PickleObject,
  PicklePersistent,
  PickleSequence,
  PickleValue,
} from '../../src/decoders/pickle/value.ts';
import type { Vocabulary } from '../../src/formats/python/call.ts';
import { Interpreter } from '../../src/formats/python/interpreter.ts';
import type { Anomaly } from '../../src/model/checkpoint.ts';
import type { Value } from '../../src/model/value.ts';

export const pickled = {
  float: (value: number): PickleFloat => ({ kind: 'float', value }),
  bytes: (...bytes: readonly number[]): PickleBytes => ({
    kind: 'bytes',
    bytes: Uint8Array.from(bytes),
  }),
  list: (...items: PickleValue[]): PickleSequence => ({ kind: 'list', items }),
  tuple: (...items: PickleValue[]): PickleSequence => ({ kind: 'tuple', items }),
  frozenset: (...items: PickleValue[]): PickleSequence => ({ kind: 'frozenset', items }),
  dict: (...pairs: readonly (readonly [PickleValue, PickleValue])[]): PickleDict => ({
    kind: 'dict',
    keys: pairs.map(([key]) => key),
    values: pairs.map(([, value]) => value),
  }),
  /** By its full name. */
  global(fullName: string): PickleGlobal {
    const dot = fullName.lastIndexOf('.');
    const [module, name] = [fullName.slice(0, dot), fullName.slice(dot + 1)];
    return { kind: 'global', module, name, offset: 0, effects: undefined };
  },
  /** The call of a class or function by its full name. */
  call(fullName: string, args: PickleValue[], effects?: Partial<Effects>): PickleObject {
    return {
      kind: 'object',
      by: 'REDUCE',
      callee: pickled.global(fullName),
      args: pickled.tuple(...args),
      kwargs: undefined,
      offset: 0,
      effects: effects && { states: [], keys: [], values: [], elements: [], ...effects },
    };
  },
  /** An object that BUILD gave a state. */
  built: (fullName: string, args: PickleValue[], state: PickleValue): PickleObject =>
    pickled.call(fullName, args, { states: [state] }),
  persistent: (id: PickleValue): PicklePersistent => ({
    kind: 'persistent',
    id,
    offset: 0,
    effects: undefined,
  }),
};

/** What a pickled value means to `vocabularies`, and what was odd about it. */
export function meaningOf(
  value: PickleValue,
  vocabularies: readonly Vocabulary[] = [],
  { depth = 1000 }: { readonly depth?: number } = {},
): { readonly value: Value; readonly anomalies: readonly Anomaly[] } {
  const interpreter = new Interpreter(vocabularies, { file: 'f', depth });
  return { value: interpreter.value(value), anomalies: interpreter.anomalies };
}
