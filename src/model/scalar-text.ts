import { pythonFloatRepr, pythonRepr } from './python-repr.ts';
import type { Complex, Value } from './value.ts';

/** More bytes than this are shown by their number. */
const SHOWN_BYTES = 16;

/** Containers inside containers are spelled out so deep, and so many of their items. */
const SHOWN_DEPTH = 3;
const SHOWN_ITEMS = 32;

/**
 * A value in Python’s spelling, on one line. Short containers are spelled out; what is long, deep or
 * has no spelling is shown by its class.
 */
export function scalarText(value: Value, depth = SHOWN_DEPTH): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return pythonRepr(value);
  if (typeof value === 'number' || typeof value === 'bigint') return intText(value);
  switch (value.kind) {
    case 'float':
      return pythonFloatRepr(value.value);
    case 'complex':
      return complexText(value);
    case 'bytes':
      return bytesText(value.bytes);
    case 'bytearray':
      return `bytearray(${bytesText(value.bytes)})`;
    case 'numpy_scalar':
      return `numpy.${value.dtype}(${scalarText(value.value)})`;
    case 'list':
      return `[${itemsText(value.items, depth)}]`;
    case 'tuple':
      return `(${itemsText(value.items, depth)}${value.items.length === 1 && depth > 0 ? ',' : ''})`;
    case 'set':
    case 'frozenset':
      return setText(value.kind, itemsText(value.items, depth));
    case 'size':
      return `torch.Size([${itemsText(value.items, depth)}])`;
    case 'mapping':
      return `{${value.entries.size} entries}`;
    case 'opaque':
      return value.type;
    case 'tensor':
    case 'ndarray':
    case 'storage':
      return value.kind;
    case 'dtype':
    case 'layout':
    case 'memory_format':
    case 'qscheme':
      return `torch.${value.name}`;
    case 'device':
      return `device(${pythonRepr(value.name)})`;
    case 'numpy_dtype':
      return `dtype(${pythonRepr(value.name)})`;
    case 'global':
      return value.name;
  }
}

/** Digits beyond this many are not worth computing for a line of text. */
const SHOWN_BITS = 4096n;

function intText(value: number | bigint): string {
  if (typeof value === 'number') return String(value);
  const isHuge = BigInt.asIntN(Number(SHOWN_BITS), value) !== value;
  return isHuge ? `an int of more than ${SHOWN_BITS} bits` : String(value);
}

function complexText({ real, imaginary }: Complex): string {
  const text = pythonFloatRepr(imaginary).replace(/\.0$/, '');
  if (real === 0 && !Object.is(real, -0)) return `${text}j`;
  const sign = text.startsWith('-') ? '' : '+';
  return `(${pythonFloatRepr(real).replace(/\.0$/, '')}${sign}${text}j)`;
}

function bytesText(bytes: Uint8Array): string {
  if (bytes.byteLength > SHOWN_BYTES) return `${bytes.byteLength} bytes`;
  const characters = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (character === "'" || character === '\\') return `\\${character}`;
    return byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `b'${characters.join('')}'`;
}

function itemsText(items: readonly Value[], depth: number): string {
  if (depth === 0 && items.length > 0) return '…';
  const shown = items.slice(0, SHOWN_ITEMS).map((item) => scalarText(item, depth - 1));
  return [...shown, ...(items.length > SHOWN_ITEMS ? ['…'] : [])].join(', ');
}

function setText(kind: 'set' | 'frozenset', items: string): string {
  if (items === '') return `${kind}()`;
  return kind === 'set' ? `{${items}}` : `frozenset({${items}})`;
}
