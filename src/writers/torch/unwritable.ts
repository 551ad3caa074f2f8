/** What the restricted unpickler of torch, `weights_only=True`, makes no value of. */
import type { Tensor, Value } from '../../model/value.ts';
import { isInsideStorage } from '../elements.ts';

/** Dict classes that `weights_only` allows. */
export const PLAIN_MAPPINGS: ReadonlySet<string> = new Set([
  'dict',
  'collections.OrderedDict',
  'collections.Counter',
]);

/** Why a value cannot stand in a file that torch loads with `weights_only=True`. Asks of it alone. */
export function unwritableInTorch(value: Value): string | undefined {
  if (typeof value === 'bigint') return isLong(value) ? 'an integer of so many digits' : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  switch (value.kind) {
    case 'opaque':
      return `an object of ${value.type}`;
    case 'frozenset':
      return 'a frozenset';
    case 'mapping':
      return PLAIN_MAPPINGS.has(value.type) ? undefined : `a ${value.type}`;
    case 'numpy_scalar':
    case 'ndarray':
    case 'numpy_dtype':
      return 'a value of numpy';
    case 'global':
      return `the class or function ${value.name}`;
    case 'memory_format':
      return 'a memory format';
    case 'tensor':
      return unwritableTensor(value);
    case 'storage':
      return value.source === null && value.device !== 'meta'
        ? 'a storage without its bytes'
        : undefined;
    default:
      return undefined;
  }
}

/** Two’s complement takes more bytes than the opcode for long integers can count. */
function isLong(value: bigint): boolean {
  return BigInt.asIntN(8 * 255, value) !== value;
}

const UNSTORED = /^(?:u?int[1-7]|float4_e2m1fn|float6_\w+)$/;

function unwritableTensor(tensor: Tensor): string | undefined {
  const { subclass, layout, storage, dtype, device, shape, parts } = tensor;
  if (!isInsideStorage(tensor)) return 'a tensor that reaches outside its storage';
  if (subclass !== undefined) return `a tensor of the class ${subclass}`;
  if (layout === 'jagged') return 'a jagged tensor';
  if (UNSTORED.test(dtype)) return `a tensor of ${dtype}, which torch does not store`;
  if (
    layout === 'strided' &&
    storage?.source == null &&
    device !== 'meta' &&
    storage?.device !== 'meta'
  ) {
    return 'a tensor without its bytes';
  }
  if (shape === null && !parts?.has('sizes')) return 'a nested tensor without its sizes';
  return undefined;
}
