/** Arguments that make no tensor, as those of one that reaches beyond its storage. */
import type { PickleValue } from '../decoders/pickle/value.ts';
import { type StorageId, storageId } from '../formats/pytorch/persistent-id.ts';
import { storageBytes } from '../formats/pytorch/storages.ts';
import { DTYPES, type DType, isDType } from '../model/dtype.ts';
import { classOf, isGlobal } from './python-types.ts';
import { type Refusal, raised } from './refusal.ts';
import { reach } from './tensor-shapes.ts';

/** What the functions cannot do without; the later two take metadata as well. */
const REBUILT: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    _rebuild_tensor: 'storage storage_offset size stride',
    _rebuild_tensor_v2: 'storage storage_offset size stride requires_grad backward_hooks',
    _rebuild_tensor_v3: 'storage storage_offset size stride requires_grad backward_hooks dtype',
  }).map(([name, parameters]) => [`torch._utils.${name}`, parameters.split(' ')] as const),
);

/** How storages are had: those of streams grow, and those of archives are what came under their keys first. */
export type Storages = 'growing' | ((id: StorageId) => StorageId);

/** Why calling `name` fails, where its arguments make no tensor. */
export function tensorRefusal(
  name: string,
  args: PickleValue,
  storages: Storages,
): Refusal | undefined {
  const parameters = REBUILT.get(name);
  if (parameters === undefined || typeof args !== 'object' || args?.kind !== 'tuple')
    return undefined;
  const given = args.items.length;
  const most = name.endsWith('_rebuild_tensor') ? parameters.length : parameters.length + 1;
  if (given > most) {
    const range = most === parameters.length ? `${most}` : `from ${parameters.length} to ${most}`;
    const detail = `${ownName(name)}() takes ${range} positional arguments but ${given} were given`;
    return raised('tensor', 'TypeError', detail);
  }
  const missing = parameters.slice(given);
  if (missing.length > 0) return raised('tensor', 'TypeError', missingText(name, missing));
  const [storage = null, offset, size, stride, requiresGrad, , type = null] = args.items;
  const metadata = args.items[parameters.length];
  if (typeof storage !== 'object' || storage?.kind !== 'persistent') {
    const detail = `'${classOf(storage) ?? 'object'}' object has no attribute 'dtype'`;
    return raised('tensor', 'AttributeError', detail);
  }
  if (!isIntegers(size) || !isIntegers(stride)) {
    const detail = 'set_() received an invalid combination of arguments';
    return raised('tensor', 'TypeError', detail);
  }
  const elements = reach(offset, size, stride);
  if (typeof elements === 'object') return elements;
  const id = storageId(storage.id);
  if (storages !== 'growing' && id !== undefined && elements !== undefined) {
    const first = storages(id);
    const { blockElements, blockBytes } = DTYPES[elementType(first, name, type)];
    // The storages of an archive cannot grow, as a tensor that is set beyond the end makes them.
    if ((elements / blockElements) * blockBytes > storageBytes(first)) {
      return raised('tensor', 'RuntimeError', 'Trying to resize storage that is not resizable');
    }
  }
  if (requiresGrad !== undefined && typeof requiresGrad !== 'boolean') {
    return raised('tensor', 'RuntimeError', 'requires_grad must be a bool');
  }
  return metadataRefusal(metadata);
}

/** What is no dict, and counts as something. */
function metadataRefusal(metadata: PickleValue = null): Refusal | undefined {
  if (!isPlainAndTrue(metadata)) return undefined;
  return raised('tensor', 'AssertionError', `expected dict, got ${classOf(metadata) ?? 'object'}`);
}

function isPlainAndTrue(value: PickleValue): boolean {
  if (typeof value !== 'object') return Boolean(value);
  if (value === null) return false;
  if (value.kind === 'float') return value.value !== 0;
  return 'items' in value && value.items.length > 0;
}

/** What torch takes for sizes or strides, possible ones or not. */
function isIntegers(value: PickleValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value.kind !== 'tuple' && value.kind !== 'list') return value.kind === 'object';
  return value.items.every((item) => typeof item === 'number' || typeof item === 'bigint');
}

const LAYOUTS = 'strided sparse_coo sparse_csr sparse_csc sparse_bsr sparse_bsc _mkldnn jagged';
const LAYOUT_NAMES: ReadonlySet<string> = new Set(
  LAYOUTS.split(' ').map((layout) => `torch.${layout}`),
);
const DEVICE = /^[a-z]+(?::\d+)?$/;

/** Why naming a layout or device fails. */
export function argumentRefusal(name: string, args: PickleValue): Refusal | undefined {
  const isLayout = name === 'torch.serialization._get_layout';
  if (!isLayout && name !== 'torch.device') return undefined;
  const [what] = typeof args === 'object' && args?.kind === 'tuple' ? args.items : [];
  if (typeof what !== 'string') return undefined;
  if (isLayout) {
    return LAYOUT_NAMES.has(what) ? undefined : raised('tensor', 'KeyError', `'${what}'`);
  }
  const detail = `Invalid device string: '${what}'`;
  return DEVICE.test(what) ? undefined : raised('tensor', 'RuntimeError', detail);
}

function ownName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function missingText(name: string, missing: readonly string[]): string {
  const quoted = missing.map((parameter) => `'${parameter}'`);
  const last = quoted.pop() ?? '';
  const comma = quoted.length > 1 ? ',' : '';
  const list = quoted.length === 0 ? last : `${quoted.join(', ')}${comma} and ${last}`;
  const noun = missing.length === 1 ? 'argument' : 'arguments';
  return `${ownName(name)}() missing ${missing.length} required positional ${noun}: ${list}`;
}

function elementType({ dtype }: StorageId, name: string, type: PickleValue): DType {
  if (!name.endsWith('_v3') || !isGlobal(type)) return dtype;
  return type.module === 'torch' && isDType(type.name) ? type.name : dtype;
}
