/**
 * The functions by which torch rebuilds tensors, read as descriptions:
 * https://github.com/pytorch/pytorch/blob/v2.13.0/torch/_utils.py
 */
import type { PickleValue } from '../../decoders/pickle/value.ts';
import { byteLengthOf, DTYPES, type DType, isDType } from '../../model/dtype.ts';
import { isKind, type Layout, type Storage, type Tensor, type Value } from '../../model/value.ts';
import { type Call, type CallMeaning, untouched } from '../python/call.ts';
import { type Interpreter, tupleItems } from '../python/interpreter.ts';
import { isCount } from './persistent-id.ts';
import { countsOf, sizesOf } from './sizes.ts';

export const TENSOR_CALLS: readonly (readonly [name: string, meaning: CallMeaning])[] = [
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_tensor_v3', rebuildTensorV3],
  ['torch._utils._rebuild_parameter', rebuildParameter],
  ['torch._utils._rebuild_parameter_with_state', rebuildParameter],
  ['torch._utils._rebuild_qtensor', rebuildQuantized],
  ['torch._utils._rebuild_sparse_tensor', rebuildSparse],
  ['torch._utils._rebuild_nested_tensor', rebuildNested],
  ['torch._utils._rebuild_meta_tensor_no_storage', rebuildMeta],
  ['torch._utils._rebuild_device_tensor_from_cpu_tensor', rebuildOnDevice],
  ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
  ['torch._tensor._rebuild_from_type', rebuildFromType],
  ['torch.tensor._rebuild_from_type', rebuildFromType],
].map(([name, meaning]) => [name as string, untouched(meaning as CallMeaning)] as const);

/** `(storage, offset, size, stride[, requires_grad, hooks[, metadata]])`. */
function rebuildTensor({ args, offset }: Call, interpreter: Interpreter): Value | undefined {
  const [pickledStorage, storageOffset, size, stride, requiresGrad = false, , metadata] = args;
  const storage = storageOf(pickledStorage, interpreter);
  if (storage === undefined || args.length < 4) return undefined;
  const view = { storageOffset, size, stride, requiresGrad, metadata };
  return strided(storage, storage.dtype, view, offset, interpreter);
}

/** `(storage, offset, size, stride, requires_grad, hooks, dtype[, metadata])`. */
function rebuildTensorV3({ args, offset }: Call, interpreter: Interpreter): Value | undefined {
  const [pickledStorage, storageOffset, size, stride, requiresGrad, , type, metadata] = args;
  const storage = storageOf(pickledStorage, interpreter);
  const dtype = dtypeOf(type);
  if (storage === undefined || dtype === undefined) return undefined;
  const view = { storageOffset, size, stride, requiresGrad, metadata };
  return strided(storage, dtype, view, offset, interpreter);
}

interface PickledView {
  readonly storageOffset: PickleValue | undefined;
  readonly size: PickleValue | undefined;
  readonly stride: PickleValue | undefined;
  readonly requiresGrad: PickleValue | undefined;
  readonly metadata?: PickleValue | undefined;
}

/** A view of `storage`. One that no memory can have stays opaque; one that reaches out is noted. */
export function strided(
  storage: Storage,
  dtype: DType,
  { storageOffset, size, stride, requiresGrad, metadata }: PickledView,
  offset: number,
  interpreter: Interpreter,
): Tensor | undefined {
  const shape = sizesOf(size);
  const strides = countsOf(stride);
  if (shape === undefined || strides?.length !== shape.length || !isCount(storageOffset)) {
    interpreter.note('impossible-tensor', offset);
    return undefined;
  }
  const needed = reach(dtype, shape, strides, storageOffset);
  if (needed > storage.byteLength) {
    interpreter.note('view-outside-storage', offset, { needed, available: storage.byteLength });
  }
  const tensor: Tensor = {
    kind: 'tensor',
    dtype,
    shape,
    strides,
    storageOffset,
    storage,
    layout: 'strided',
    device: storage.device,
    requiresGrad: requiresGrad === true,
    parameter: false,
  };
  return metadata === undefined ? tensor : { ...tensor, ...viewBits(metadata) };
}

/** The end of the last element a view touches, in bytes from the start of its storage. */
function reach(
  dtype: DType,
  shape: readonly number[],
  strides: readonly number[],
  storageOffset: number,
): number {
  if (shape.includes(0)) return 0;
  const elements = shape.reduce(
    (sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0),
    storageOffset + 1,
  );
  // Rows of 2- and 4-bit types are padded, so this is the least they take.
  return byteLengthOf(dtype, elements) ?? elements / DTYPES[dtype].blockElements;
}

/** `{'conj': True, 'neg': True}`: views that torch resolves when it reads elements. */
function viewBits(metadata: PickleValue): Pick<Tensor, 'conjugate' | 'negative'> {
  if (typeof metadata !== 'object' || metadata?.kind !== 'dict') return {};
  const isSet = (key: string) => metadata.values[metadata.keys.indexOf(key)] === true;
  return { ...(isSet('conj') && { conjugate: true }), ...(isSet('neg') && { negative: true }) };
}

/** `(data, requires_grad, hooks[, state])`. */
function rebuildParameter({ args }: Call, interpreter: Interpreter): Value | undefined {
  const [data, requiresGrad, , state] = args;
  const tensor = tensorOf(data, interpreter);
  if (tensor === undefined) return undefined;
  const attributes = state === undefined ? undefined : attributesOf(state, interpreter);
  return {
    ...tensor,
    requiresGrad: requiresGrad === true,
    parameter: true,
    ...(attributes !== undefined && { attributes }),
  };
}

/** `(storage, offset, size, stride, quantizer parameters, requires_grad, hooks)`. */
function rebuildQuantized({ args, offset }: Call, interpreter: Interpreter): Value | undefined {
  const [pickledStorage, storageOffset, size, stride, quantizer, requiresGrad] = args;
  const storage = storageOf(pickledStorage, interpreter);
  const [, scale, zeroPoint, axis] = tupleItems(quantizer) ?? [];
  if (storage === undefined || scale === undefined || zeroPoint === undefined) return undefined;
  const view = { storageOffset, size, stride, requiresGrad };
  const tensor = strided(storage, storage.dtype, view, offset, interpreter);
  if (tensor === undefined) return undefined;
  const perChannel = axis !== undefined;
  const parts = new Map<string, Value>([
    [perChannel ? 'scales' : 'scale', interpreter.value(scale)],
    [perChannel ? 'zero_points' : 'zero_point', interpreter.value(zeroPoint)],
  ]);
  if (perChannel) parts.set('axis', interpreter.value(axis));
  return { ...tensor, parts };
}

const COMPRESSED_PARTS: Readonly<Partial<Record<Layout, readonly [string, string]>>> = {
  sparse_csr: ['crow_indices', 'col_indices'],
  sparse_bsr: ['crow_indices', 'col_indices'],
  sparse_csc: ['ccol_indices', 'row_indices'],
  sparse_bsc: ['ccol_indices', 'row_indices'],
};

/**
 * `(layout, data)`, where data is `(indices, values, size[, coalesced])` for COO and
 * `(compressed indices, plain indices, values, size)` for the compressed layouts.
 */
function rebuildSparse({ args }: Call, interpreter: Interpreter): Value | undefined {
  const [pickledLayout, data] = args;
  const named = pickledLayout === undefined ? undefined : interpreter.value(pickledLayout);
  if (typeof named !== 'object' || named?.kind !== 'layout') return undefined;
  const layout = named.name as Layout;
  const items = tupleItems(data) ?? [];
  const compressed = COMPRESSED_PARTS[layout];
  const names = layout === 'sparse_coo' ? ['indices'] : compressed;
  if (names === undefined) return undefined;
  const parts = new Map<string, Value>();
  for (const [index, name] of [...names, 'values'].entries()) {
    const part = tensorOf(items[index], interpreter);
    if (part === undefined) return undefined;
    parts.set(name, part);
  }
  const [size, coalesced] = items.slice(names.length + 1);
  const shape = sizesOf(size);
  const values = parts.get('values');
  if (shape === undefined || !isKind(values, 'tensor')) return undefined;
  // Before torch 2.0 the flag was not saved; a tensor read back counts as uncoalesced.
  if (layout === 'sparse_coo') parts.set('coalesced', coalesced === true);
  return {
    kind: 'tensor',
    dtype: values.dtype,
    shape,
    strides: null,
    storageOffset: 0,
    storage: null,
    layout,
    device: values.device,
    requiresGrad: false,
    parameter: false,
    parts,
  };
}

/** `(buffer, sizes, strides, offsets)`: tensors of different shapes on one buffer. */
function rebuildNested({ args }: Call, interpreter: Interpreter): Value | undefined {
  const names = ['values', 'sizes', 'strides', 'offsets'];
  const parts = new Map<string, Value>();
  for (const [index, name] of names.entries()) {
    const part = tensorOf(args[index], interpreter);
    if (part === undefined) return undefined;
    parts.set(name, part);
  }
  const buffer = parts.get('values');
  return isKind(buffer, 'tensor') ? { ...buffer, shape: null, strides: null, parts } : undefined;
}

/** `(dtype, size, stride, requires_grad)`: a tensor on the meta device has no bytes. */
function rebuildMeta({ args }: Call): Value | undefined {
  const [type, size, stride, requiresGrad] = args;
  const dtype = dtypeOf(type);
  const shape = sizesOf(size);
  const strides = countsOf(stride);
  if (dtype === undefined || shape === undefined || strides?.length !== shape.length) {
    return undefined;
  }
  const byteLength = reach(dtype, shape, strides, 0);
  return {
    kind: 'tensor',
    dtype,
    shape,
    strides,
    storageOffset: 0,
    storage: { kind: 'storage', dtype, byteLength, device: 'meta', source: null },
    layout: 'strided',
    device: 'meta',
    requiresGrad: requiresGrad === true,
    parameter: false,
  };
}

/** `(CPU tensor, dtype, device, requires_grad)`; a change of dtype is a cast, which stays opaque. */
function rebuildOnDevice({ args }: Call, interpreter: Interpreter): Value | undefined {
  const [data, type, device, requiresGrad] = args;
  const tensor = tensorOf(data, interpreter);
  if (tensor === undefined || typeof device !== 'string' || dtypeOf(type) !== tensor.dtype) {
    return undefined;
  }
  return { ...tensor, device, requiresGrad: requiresGrad === true };
}

/** Classes whose instances torch saves this way although they are plain tensors. */
const PLAIN_CLASSES: ReadonlySet<string> = new Set([
  'torch.Tensor',
  'torch.nn.parameter.Parameter',
  'torch.nn.parameter.Buffer',
]);

/** `(function, class, arguments, state)`: what the function gives, of the class, with attributes. */
function rebuildFromType(call: Call, interpreter: Interpreter): Value | undefined {
  const [callee, type, pickledArgs, state] = call.args;
  const args = tupleItems(pickledArgs);
  const functionName = callee === undefined ? undefined : interpreter.callableName(callee);
  const className = type === undefined ? undefined : interpreter.callableName(type);
  const meaning = TENSOR_CALLS.find(([name]) => name === functionName)?.[1];
  // No file has classes in one another, and each would take more of our stack.
  if (functionName?.includes('_rebuild_from_type')) return undefined;
  if (meaning === undefined || args === undefined || className === undefined) return undefined;
  const tensor = meaning({ ...call, type: functionName ?? '', args }, interpreter);
  if (!isKind(tensor, 'tensor')) return undefined;
  const attributes = state === undefined ? undefined : attributesOf(state, interpreter);
  return {
    ...tensor,
    ...(!PLAIN_CLASSES.has(className) && { subclass: className }),
    ...(attributes !== undefined && { attributes }),
  };
}

/** A state of attributes: None, a dict, or `(dict, slots)`. Nothing where there are none. */
function attributesOf(state: PickleValue, interpreter: Interpreter): Value | undefined {
  if (state === null) return undefined;
  if (typeof state === 'object' && state.kind === 'dict' && state.keys.length === 0) {
    return undefined;
  }
  return interpreter.value(state);
}

function tensorOf(pickled: PickleValue | undefined, interpreter: Interpreter): Tensor | undefined {
  const value = pickled === undefined ? undefined : interpreter.value(pickled);
  return isKind(value, 'tensor') ? value : undefined;
}

export function storageOf(
  pickled: PickleValue | undefined,
  interpreter: Interpreter,
): Storage | undefined {
  const value = pickled === undefined ? undefined : interpreter.value(pickled);
  return isKind(value, 'storage') ? value : undefined;
}

/** The dtype that a `torch.float32` names. */
function dtypeOf(pickled: PickleValue | undefined): DType | undefined {
  if (typeof pickled !== 'object' || pickled?.kind !== 'global') return undefined;
  return pickled.module === 'torch' && isDType(pickled.name) ? pickled.name : undefined;
}
