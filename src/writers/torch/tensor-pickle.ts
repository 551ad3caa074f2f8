/**
 * Tensors as calls of the functions by which torch rebuilds them:
 * https://github.com/pytorch/pytorch/blob/v2.13.0/torch/_utils.py
 */
import { storageClassOf } from '../../formats/pytorch/dtypes.ts';
import { DTYPES } from '../../model/dtype.ts';
import type { Storage, Tensor, Value } from '../../model/value.ts';
import { OP, type PickleWriter, tupleOp } from './opcodes.ts';
import type { StorageRecord, StoredView, TorchStorages } from './storages.ts';

const UTILS = 'torch._utils';

interface Call {
  readonly name: string;
  readonly args: readonly Write[];
}

/** Parts of a call, written one after another. */
type Write = () => void;

export class TensorPickler {
  readonly #writer: PickleWriter;
  readonly #storages: TorchStorages;
  readonly #value: (value: Value) => void;
  readonly #keys = new Map<StorageRecord, string>();

  constructor(writer: PickleWriter, storages: TorchStorages, value: (value: Value) => void) {
    this.#writer = writer;
    this.#storages = storages;
    this.#value = value;
  }

  get records(): StorageRecord[] {
    return [...this.#keys.keys()];
  }

  storage(storage: Storage): void {
    this.#record(this.#storages.whole(storage));
  }

  tensor(tensor: Tensor): void {
    const { parameter, requiresGrad, attributes } = tensor;
    const bool = (value: boolean) => () => void this.#writer.bool(value);
    if (parameter) {
      const parts = [() => this.#plain(tensor, false), bool(requiresGrad)];
      if (attributes === undefined) this.#call('_rebuild_parameter', [...parts, this.#noHooks]);
      else {
        const all = [...parts, this.#noHooks, () => this.#value(attributes)];
        this.#call('_rebuild_parameter_with_state', all);
      }
    } else if (attributes === undefined) this.#plain(tensor);
    else {
      const { name, args } = this.#description(tensor, requiresGrad);
      this.#reduce('torch._tensor', '_rebuild_from_type_v2', [
        () => void this.#writer.global(UTILS, name),
        () => void this.#writer.global('torch', 'Tensor'),
        () => this.#tuple(args),
        () => this.#value(attributes),
      ]);
    }
  }

  #plain(tensor: Tensor, requiresGrad = tensor.requiresGrad): void {
    const { name, args } = this.#description(tensor, requiresGrad);
    this.#call(name, args);
  }

  /** The function that rebuilds a tensor, and its arguments. */
  #description(tensor: Tensor, requiresGrad: boolean): Call {
    const { shape, layout, parts } = tensor;
    if (layout !== 'strided') return { name: '_rebuild_sparse_tensor', args: this.#sparse(tensor) };
    if (shape === null) {
      const names = ['values', 'sizes', 'strides', 'offsets'];
      const args = names.map((name) => () => this.#value(parts?.get(name) ?? null));
      return { name: '_rebuild_nested_tensor', args };
    }
    const view = this.#storages.view(tensor);
    if (view === undefined)
      return { name: '_rebuild_meta_tensor_no_storage', args: this.#meta(tensor, requiresGrad) };
    if (parts !== undefined)
      return { name: '_rebuild_qtensor', args: this.#quantized(tensor, view, requiresGrad) };
    return this.#strided(tensor, view, requiresGrad);
  }

  #strided(tensor: Tensor, view: StoredView, requiresGrad: boolean): Call {
    const { conjugate, negative } = tensor;
    const isUntyped =
      view.record.dtype === undefined || storageClassOf(view.record.dtype) === undefined;
    const bits = new Map<Value, Value>();
    if (conjugate === true && !view.isResolved) bits.set('conj', true);
    if (negative === true && !view.isResolved) bits.set('neg', true);
    const args: Write[] = [
      ...this.#place(tensor, view),
      () => void this.#writer.bool(requiresGrad),
      this.#noHooks,
    ];
    if (isUntyped) args.push(() => void this.#writer.global('torch', view.dtype));
    if (bits.size > 0)
      args.push(() => this.#value({ kind: 'mapping', type: 'dict', entries: bits }));
    return { name: isUntyped ? '_rebuild_tensor_v3' : '_rebuild_tensor_v2', args };
  }

  /** Storage, offset, size and strides. */
  #place({ shape }: Tensor, { record, storageOffset, strides }: StoredView): Write[] {
    return [
      () => this.#record(record),
      () => void this.#writer.int(storageOffset),
      () => this.#ints(shape ?? []),
      () => this.#ints(strides),
    ];
  }

  #quantized(tensor: Tensor, view: StoredView, requiresGrad: boolean): Write[] {
    const { parts } = tensor;
    const part = (name: string) => () => this.#value(parts?.get(name) ?? null);
    const scheme = (name: string) => () => void this.#writer.global('torch', name);
    const quantizer = parts?.has('axis')
      ? [scheme('per_channel_affine'), part('scales'), part('zero_points'), part('axis')]
      : [scheme('per_tensor_affine'), part('scale'), part('zero_point')];
    return [
      ...this.#place(tensor, view),
      () => this.#tuple(quantizer),
      () => void this.#writer.bool(requiresGrad),
      this.#noHooks,
    ];
  }

  /** `(layout, (indices..., values, size[, is_coalesced]))`. */
  #sparse({ layout, shape, parts = new Map<string, Value>() }: Tensor): Write[] {
    const arrays = [...parts].filter(([name]) => name !== 'coalesced');
    const coalesced = parts.get('coalesced');
    const data: Write[] = arrays.map(
      ([, part]) =>
        () =>
          this.#value(part),
    );
    data.push(() => {
      this.#value({ kind: 'size', items: shape ?? [] });
    });
    if (layout === 'sparse_coo') data.push(() => this.#value(coalesced ?? false));
    return [() => this.#value({ kind: 'layout', name: layout }), () => this.#tuple(data)];
  }

  #meta({ dtype, shape, strides }: Tensor, requiresGrad: boolean): Write[] {
    return [
      () => void this.#writer.global('torch', dtype),
      () => this.#ints(shape ?? []),
      () => this.#ints(strides ?? []),
      () => void this.#writer.bool(requiresGrad),
    ];
  }

  /** `('storage', class, key, location, number of elements)`; an untyped one counts bytes. */
  #record(record: StorageRecord): void {
    const writer = this.#writer;
    const { dtype, byteLength, device } = record;
    const className = dtype === undefined ? undefined : storageClassOf(dtype);
    const width = dtype === undefined || className === undefined ? 1 : DTYPES[dtype].blockBytes;
    const key = this.#keys.get(record) ?? String(this.#keys.size);
    this.#keys.set(record, key);
    this.#tuple([
      () => void writer.text('storage'),
      () =>
        void writer.global(
          className === undefined ? 'torch.storage' : 'torch',
          className ?? 'UntypedStorage',
        ),
      () => void writer.text(key),
      () => void writer.text(device),
      () => void writer.int(byteLength / width),
    ]);
    writer.op(OP.binPersId);
  }

  readonly #noHooks = (): void => {
    this.#writer.global('collections', 'OrderedDict').op(OP.emptyTuple).op(OP.reduce);
  };

  #call(name: string, args: readonly Write[]): void {
    this.#reduce(UTILS, name, args);
  }

  #reduce(module: string, name: string, args: readonly Write[]): void {
    this.#writer.global(module, name);
    this.#tuple(args);
    this.#writer.op(OP.reduce);
  }

  #ints(values: readonly number[]): void {
    this.#tuple(values.map((value) => () => void this.#writer.int(value)));
  }

  #tuple(parts: readonly Write[]): void {
    const writer = this.#writer;
    if (parts.length === 0) {
      writer.op(OP.emptyTuple);
      return;
    }
    if (parts.length > 3) writer.op(OP.mark);
    for (const part of parts) part();
    writer.op(tupleOp(parts.length));
  }
}
