import { latin1Text } from '../../bytes/text.ts';
import type { Effects, PickleObject, PickleValue } from '../../decoders/pickle/value.ts';
import { pythonRepr } from '../../model/python-repr.ts';
import { type Interpreter, tupleItems } from './interpreter.ts';
import { bytesOf } from './vocabulary.ts';

/** A numpy dtype: its name as `str(dtype)` spells it, and what reading elements needs. */
export interface NumpyDType {
  readonly name: string;
  /** numpy’s one-letter kind: `f`, `i`, `u`, `b`, `c`, `O`, `S`, `U`, `V`, `M`, `m`, ... */
  readonly code: string;
  readonly itemBytes: number;
  readonly bigEndian: boolean;
  /** The name it has in little-endian order, where swapping bytes is all the difference. */
  readonly nativeName?: string;
  /** As it is spelled inside a structured dtype: `<f4`, `S3`, `i1`. */
  readonly format: string;
}

const KIND_NAMES: ReadonlyMap<string, string> = new Map([
  ['f', 'float'],
  ['i', 'int'],
  ['u', 'uint'],
  ['c', 'complex'],
]);

/**
 * The dtype of `numpy.dtype(code, align, copy)` with the state
 * `(version, byte order, subarray, names, fields, itemsize, alignment, flags[, metadata])`.
 */
export function numpyDType(
  args: readonly PickleValue[],
  effects: Effects | undefined,
  interpreter: Interpreter,
  depth = 0,
): NumpyDType | undefined {
  const [spelling] = args;
  if (typeof spelling !== 'string') return undefined;
  const [, code = '', digits = ''] = /^([a-zA-Z])(\d*)$/.exec(spelling) ?? [];
  if (code === '') return undefined;
  const state = tupleItems(effects?.states[0]) ?? [];
  if ((effects?.states.length ?? 0) > 1) return undefined;
  const [, order = '|', subarray = null, names = null, fields = null, size = -1, , flags = 0] =
    state;
  const bigEndian = order === '>';
  const itemBytes = typeof size === 'number' && size >= 0 ? size : Number(digits);
  const swappable = itemBytes > 1 && !'SVO'.includes(code);
  const prefix = swappable || code === 'U' ? (bigEndian ? '>' : '<') : '';
  const described = { code, itemBytes, bigEndian };

  if (names !== null) return structured(names, fields, itemBytes, flags, interpreter, depth);
  if (subarray !== null) return subarrayOf(subarray, itemBytes, interpreter, depth);
  switch (code) {
    case 'O':
      return { ...described, name: 'object', format: 'O' };
    case 'b':
      return { ...described, name: 'bool', format: '?' };
    case 'S':
    case 'V':
      return { ...described, name: `|${code}${itemBytes}`, format: `${code}${itemBytes}` };
    case 'U': {
      const name = `${prefix}U${itemBytes / 4}`;
      return { ...described, name, nativeName: `<U${itemBytes / 4}`, format: name };
    }
    case 'M':
    case 'm': {
      const unit = timeUnit(state[8], interpreter);
      const format = `${prefix}${code}8${unit}`;
      const word = code === 'M' ? 'datetime64' : 'timedelta64';
      const nativeName = `${word}${unit}`;
      return { ...described, name: bigEndian ? format : nativeName, nativeName, format };
    }
    default: {
      const word = KIND_NAMES.get(code);
      const format = `${prefix}${code}${digits}`;
      if (word === undefined || digits === '') return undefined;
      const nativeName = `${word}${8 * itemBytes}`;
      const name = bigEndian && itemBytes > 1 ? format : nativeName;
      return { ...described, name, nativeName, format };
    }
  }
}

/** `(metadata dict, (unit, count, 1, 1))` becomes `[25s]`; generic time has no unit. */
function timeUnit(metadata: PickleValue | undefined, interpreter: Interpreter): string {
  const [unit, count] = tupleItems(tupleItems(metadata)?.[1]) ?? [];
  const bytes = bytesOf(unit, interpreter);
  const name = bytes ? latin1Text(bytes) : unit;
  if (typeof name !== 'string' || name === 'generic') return '';
  return `[${typeof count === 'number' && count !== 1 ? count : ''}${name}]`;
}

/** More dtypes inside one another, or more characters of a name, are in no file by numpy. */
const DEEPEST = 32;
const LONGEST = 2 ** 16;

/** Arrays share their dtype: it is read once. `null` for what is none, or not yet. */
const READ = new WeakMap<PickleObject, NumpyDType | null>();

/** The dtype that a value is, before its meaning hides the parts. */
export function dtypeOf(
  pickled: PickleValue | undefined,
  interpreter: Interpreter,
  depth = 0,
): NumpyDType | undefined {
  if (typeof pickled !== 'object' || pickled?.kind !== 'object') return undefined;
  if (interpreter.callableName(pickled.callee) !== 'numpy.dtype') return undefined;
  const known = READ.get(pickled);
  if (known !== undefined) return known ?? undefined;
  // So that one which holds itself is none.
  READ.set(pickled, null);
  const items = depth > DEEPEST ? undefined : tupleItems(pickled.args);
  const dtype = items && numpyDType(items, pickled.effects, interpreter, depth + 1);
  READ.set(pickled, dtype ?? null);
  return dtype;
}

function subarrayOf(
  subarray: PickleValue,
  itemBytes: number,
  interpreter: Interpreter,
  depth: number,
): NumpyDType | undefined {
  const [pickledBase, pickledShape] = tupleItems(subarray) ?? [];
  const base = dtypeOf(pickledBase, interpreter, depth);
  const shape = tupleItems(pickledShape);
  if (base === undefined || shape === undefined) return undefined;
  const format = `${pythonRepr(base.format)}, ${tupleText(shape)}`;
  return { name: `(${format})`, code: 'V', itemBytes, bigEndian: false, format };
}

function tupleText(items: readonly PickleValue[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

/** Flag of a dtype made with `align=True`. */
const ALIGNED_STRUCT = 0x80;

function structured(
  names: PickleValue,
  fields: PickleValue,
  itemBytes: number,
  flags: PickleValue,
  interpreter: Interpreter,
  depth: number,
): NumpyDType | undefined {
  if (typeof fields !== 'object' || fields?.kind !== 'dict') return undefined;
  const columns = [];
  let packedEnd = 0;
  let packed = true;
  let length = 0;
  for (const name of tupleItems(names) ?? []) {
    const field = tupleItems(fields.values[fields.keys.indexOf(name)]);
    const dtype = dtypeOf(field?.[0], interpreter, depth);
    const offset = field?.[1];
    if (typeof name !== 'string' || dtype === undefined || typeof offset !== 'number') {
      return undefined;
    }
    length += name.length + dtype.format.length;
    if (length > LONGEST) return undefined;
    packed &&= offset === packedEnd;
    packedEnd = offset + dtype.itemBytes;
    columns.push({ name: pythonRepr(name), format: fieldFormat(dtype), offset });
  }
  const aligned = typeof flags === 'number' && (flags & ALIGNED_STRUCT) !== 0;
  const list = (items: readonly (string | number)[]) => `[${items.join(', ')}]`;
  const name =
    packed && packedEnd === itemBytes && !aligned
      ? list(columns.map((column) => `(${column.name}, ${column.format})`))
      : `{'names': ${list(columns.map((column) => column.name))}, ` +
        `'formats': ${list(columns.map(({ format }) => formatValue(format)))}, ` +
        `'offsets': ${list(columns.map(({ offset }) => offset))}, 'itemsize': ${itemBytes}` +
        `${aligned ? ", 'aligned': True" : ''}}`;
  return { name, code: 'V', itemBytes, bigEndian: false, format: name };
}

/** A subarray stands in a field as two items, `'<f4', (2, 2)`; in a list of formats as a tuple. */
const formatValue = (format: string) => (format.endsWith(')') ? `(${format})` : format);

/** A nested structure stands unquoted, a subarray as `'<f4', (2, 2)`, all else as `'<f4'`. */
function fieldFormat({ format }: NumpyDType): string {
  return /^[[{']/.test(format) ? format : pythonRepr(format);
}
