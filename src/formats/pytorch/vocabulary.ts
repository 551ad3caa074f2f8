/** What torch’s names mean in a pickle: its small objects here, its tensors in `tensors.ts`. */
import type { PickleValue } from '../../decoders/pickle/value.ts';
import { isDType } from '../../model/dtype.ts';
import { isKind, type Name, type Value } from '../../model/value.ts';
import {
  type Call,
  type CallMeaning,
  type PersistentMeaning,
  untouched,
  type Vocabulary,
} from '../python/call.ts';
import { type Interpreter, tupleItems } from '../python/interpreter.ts';
import { numpyVocabulary } from '../python/numpy.ts';
import { bytesOf, pythonVocabulary } from '../python/vocabulary.ts';
import { tensorClassDType } from './dtypes.ts';
import { moduleSource } from './persistent-id.ts';
import { scriptCalls } from './script-vocabulary.ts';
import { sizesOf } from './sizes.ts';
import { storageOf, strided, TENSOR_CALLS } from './tensors.ts';

/** Reads the legacy stream that `torch.storage._load_from_bytes` wraps: one storage. */
export type ReadNested = (bytes: Uint8Array, interpreter: Interpreter) => Value | undefined;

export interface TorchReferences {
  /** What ids other than those of classes refer to. */
  readonly persistent: PersistentMeaning;
  readonly readNested: ReadNested;
  /** Called with the source text that old torch kept beside a class. */
  readonly onSource?: (className: string, text: string) => void;
}

/** All that a file of torch may name, in the order it is looked up. */
export function torchVocabularies(references: TorchReferences): readonly Vocabulary[] {
  return [torchVocabulary(references), numpyVocabulary, pythonVocabulary];
}

const VALUE_CALLS: readonly (readonly [name: string, meaning: CallMeaning])[] = [
  ['torch.Size', untouched(size)],
  ['torch.device', untouched(device)],
  ['torch.serialization._get_layout', untouched(layout)],
  ...['torch.autograd.variable.Variable', 'torch.nn.parameter.Parameter', 'torch.Tensor'].map(
    (name) => [name, oldTensor] as const,
  ),
];

const CALLS: ReadonlyMap<string, CallMeaning> = new Map([
  ...TENSOR_CALLS,
  ...VALUE_CALLS,
  ...scriptCalls,
]);

const QSCHEMES = /^per_(?:tensor|channel)_(?:affine|symmetric|affine_float_qparams)$/;
const MEMORY_FORMATS = /^(?:contiguous|preserve)_format$|^channels_last(?:_3d)?$/;

function torchVocabulary({ persistent, readNested, onSource }: TorchReferences): Vocabulary {
  const loadFromBytes = untouched(({ args }, interpreter) => {
    const bytes = args.length === 1 ? bytesOf(args[0], interpreter) : undefined;
    return bytes && readNested(bytes, interpreter);
  });
  return {
    calls: {
      get: (name) => {
        if (name === 'torch.storage._load_from_bytes') return loadFromBytes;
        return CALLS.get(name) ?? (isOldTensorClass(name) ? oldTensor : undefined);
      },
    },
    name: constant,
    persistent(id, interpreter) {
      const source = moduleSource(id);
      if (source === undefined) return persistent(id, interpreter);
      const type = interpreter.value(source.type);
      if (isKind(type, 'global')) onSource?.(type.name, source.text);
      return type;
    },
  };
}

function constant(fullName: string): Name | undefined {
  if (!fullName.startsWith('torch.')) return undefined;
  const name = fullName.slice('torch.'.length);
  if (isDType(name)) return { kind: 'dtype', name };
  if (QSCHEMES.test(name)) return { kind: 'qscheme', name };
  if (MEMORY_FORMATS.test(name)) return { kind: 'memory_format', name };
  return undefined;
}

/** `torch.Size((2, 3))`. */
function size({ args }: Call): Value | undefined {
  const sizes = args.length === 1 ? sizesOf(args[0]) : undefined;
  return sizes && { kind: 'size', items: sizes };
}

/** `torch.device('cuda', 1)` or `torch.device('cpu')`. */
function device({ args }: Call): Value | undefined {
  const [type, index] = args;
  if (typeof type !== 'string' || args.length > 2) return undefined;
  if (index === undefined) return { kind: 'device', name: type };
  return typeof index === 'number' ? { kind: 'device', name: `${type}:${index}` } : undefined;
}

function layout({ args }: Call): Value | undefined {
  const [name] = args;
  if (args.length !== 1 || typeof name !== 'string') return undefined;
  return { kind: 'layout', name: name.replace(/^torch\./, '') };
}

function isOldTensorClass(name: string): boolean {
  const [, className = ''] = /^torch(?:\.cuda)?\.(\w+)$/.exec(name) ?? [];
  return tensorClassDType(className) !== undefined;
}

/**
 * Tensors and Variables of torch 0.1 to 0.3, which pickled themselves. `Tensor.__setstate__` still
 * reads their states: `(storage, offset, size, stride)`, `(data, _, hooks, requires_grad, _)`, and
 * `(requires_grad, _, hooks)` with the data as argument.
 */
function oldTensor(call: Call, interpreter: Interpreter): Value | undefined {
  const { args, effects, type, offset } = call;
  if (effects === undefined || effects.states.length !== 1) return undefined;
  if (effects.keys.length > 0 || effects.elements.length > 0) return undefined;
  const state = tupleItems(effects.states[0]) ?? [];
  const parameter = type === 'torch.nn.parameter.Parameter';
  if (state.length === 4 && args.length === 0) {
    const [pickledStorage, storageOffset, sizes, stride] = state;
    const storage = storageOf(pickledStorage, interpreter);
    if (storage === undefined) return undefined;
    const view = { storageOffset, size: sizes, stride, requiresGrad: parameter };
    return strided(storage, storage.dtype, view, offset, interpreter);
  }
  const [data, requiresGrad] =
    state.length === 5 && args.length === 0 ? [state[0], state[3]] : [args[0], state[0]];
  if (state.length !== 5 && (state.length !== 3 || args.length !== 1)) return undefined;
  return withGradient(data, requiresGrad === true, parameter, interpreter);
}

function withGradient(
  data: PickleValue | undefined,
  requiresGrad: boolean,
  parameter: boolean,
  interpreter: Interpreter,
): Value | undefined {
  const tensor = data === undefined ? undefined : interpreter.value(data);
  if (typeof tensor !== 'object' || tensor?.kind !== 'tensor') return undefined;
  return { ...tensor, requiresGrad, parameter };
}
