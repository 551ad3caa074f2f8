/**
 * The values of Python’s own library that pickles spell as calls.
 * Everything else (datetime, Path, Namespace, ...) stays opaque with its arguments and state.
 */
import { latin1Bytes } from '../../bytes/text.ts';
import type { PickleValue } from '../../decoders/pickle/value.ts';
import type { Bytes, Value } from '../../model/value.ts';
import { type Call, type CallMeaning, untouched, type Vocabulary } from './call.ts';
import type { Interpreter } from './interpreter.ts';

export const pythonVocabulary: Vocabulary = {
  calls: new Map<string, CallMeaning>([
    // Protocols 0 to 2 have no opcode for these.
    ['builtins.set', untouched((call, interpreter) => setOf('set', call, interpreter))],
    ['builtins.frozenset', untouched((call, interpreter) => setOf('frozenset', call, interpreter))],
    ['builtins.bytes', untouched(({ args }) => (args.length === 0 ? noBytes('bytes') : undefined))],
    ['builtins.bytearray', untouched(bytearray)],
    ['_codecs.encode', untouched(encode)],
    ['builtins.complex', untouched(complex)],
    ['builtins.getattr', untouched(nestedName)],
    // The dict classes
    ['collections.OrderedDict', orderedDict],
    ['collections.defaultdict', defaultdict],
    ['collections.Counter', counter],
  ]),
};

function noBytes(kind: Bytes['kind']): Bytes {
  return { kind, bytes: new Uint8Array(0) };
}

function setOf(
  kind: 'set' | 'frozenset',
  { args }: Call,
  interpreter: Interpreter,
): Value | undefined {
  if (args.length === 0) return { kind, items: [] };
  const [items] = args;
  if (args.length > 1 || typeof items !== 'object' || items === null) return undefined;
  if (items.kind !== 'list' && items.kind !== 'tuple') return undefined;
  return { kind, items: interpreter.values(items.items) };
}

/** `bytearray()`, `bytearray(bytes)`, or `bytearray(text, 'latin-1')` as protocol 2 writes it. */
function bytearray(call: Call, interpreter: Interpreter): Value | undefined {
  if (call.args.length === 0) return noBytes('bytearray');
  const bytes = call.args.length === 1 ? bytesOf(call.args[0], interpreter) : encode(call)?.bytes;
  return bytes && { kind: 'bytearray', bytes };
}

/** The bytes of an argument, however the protocol spells bytes. */
export function bytesOf(
  pickled: PickleValue | undefined,
  interpreter: Interpreter,
): Uint8Array | undefined {
  if (typeof pickled !== 'object' || pickled === null) return undefined;
  const value = interpreter.value(pickled);
  const isBytes =
    typeof value === 'object' &&
    value !== null &&
    (value.kind === 'bytes' || value.kind === 'bytearray');
  return isBytes ? value.bytes : undefined;
}

/** Protocol 2 has no bytes: it writes each as the character of its number. */
function encode({ args }: Call): Bytes | undefined {
  const [text, encoding] = args;
  if (args.length !== 2 || typeof text !== 'string' || typeof encoding !== 'string')
    return undefined;
  if (!/^latin-?1$/i.test(encoding)) return undefined;
  const bytes = latin1Bytes(text);
  return bytes && { kind: 'bytes', bytes };
}

function complex({ args }: Call): Value | undefined {
  const [real, imaginary] = args.map(realNumber);
  if (args.length !== 2 || real === undefined || imaginary === undefined) return undefined;
  return { kind: 'complex', real, imaginary };
}

function realNumber(value: PickleValue): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value?.kind === 'float' ? value.value : undefined;
}

/** `getattr(Class, 'Inner')` names a class; `getattr(object, 'method')` stays a call. */
function nestedName({ args }: Call, interpreter: Interpreter): Value | undefined {
  const [owner, name] = args;
  if (args.length !== 2 || typeof name !== 'string' || owner === undefined) return undefined;
  const ownerName = interpreter.callableName(owner);
  return ownerName === undefined ? undefined : { kind: 'global', name: `${ownerName}.${name}` };
}

/** Python 3 calls it without arguments and sets items; Python 2 passes a list of `[key, value]`. */
function orderedDict(call: Call, interpreter: Interpreter): Value | undefined {
  const keys: PickleValue[] = [];
  const values: PickleValue[] = [];
  const [pairs] = call.args;
  if (call.args.length > 1) return undefined;
  if (pairs !== undefined) {
    if (typeof pairs !== 'object' || pairs?.kind !== 'list') return undefined;
    for (const pair of pairs.items) {
      if (typeof pair !== 'object' || (pair?.kind !== 'list' && pair?.kind !== 'tuple')) {
        return undefined;
      }
      const [key, value] = pair.items;
      if (pair.items.length !== 2 || key === undefined || value === undefined) return undefined;
      keys.push(key);
      values.push(value);
    }
  }
  return interpreter.dictRelative(call, { keys, values });
}

/** The factory makes values for missing keys: nothing of it is in the file’s values. */
function defaultdict(call: Call, interpreter: Interpreter): Value | undefined {
  if (call.args.length > 1) return undefined;
  return interpreter.dictRelative(call, { keys: [], values: [] });
}

function counter(call: Call, interpreter: Interpreter): Value | undefined {
  const [counts] = call.args;
  if (call.args.length > 1) return undefined;
  if (counts === undefined) return interpreter.dictRelative(call, { keys: [], values: [] });
  if (typeof counts !== 'object' || counts?.kind !== 'dict') return undefined;
  return interpreter.dictRelative(call, counts);
}
