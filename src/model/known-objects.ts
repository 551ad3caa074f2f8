/**
 * Objects of Python’s library that a person would rather read as what they mean. The tree keeps
 * them as they are; this is only how they are shown.
 */
import { configOf } from './omegaconf.ts';
import { pythonRepr } from './python-repr.ts';
import { scalarText } from './scalar-text.ts';
import { isKind, type Opaque, type Value } from './value.ts';

/** `text` in a few words, or `undefined` where its class and parts say more. */
export function objectText(object: Opaque): string | undefined {
  const reader = READERS.get(object.type) ?? pathText;
  // One of a hundred thousand parts may be held in thousands of places.
  if ((object.args?.length ?? 0) < MANY_PARTS) return reader(object);
  if (!TEXTS.has(object)) TEXTS.set(object, reader(object));
  return TEXTS.get(object);
}

const MANY_PARTS = 32;
const TEXTS = new WeakMap<Opaque, string | undefined>();

/** Whether an object is of a class of `torch.nn.Module`, as its attributes say. */
export function isModule(value: Value): boolean {
  if (!isKind(value, 'opaque') || !isKind(value.state, 'mapping')) return false;
  const { entries } = value.state;
  return entries.has('_parameters') && entries.has('_modules');
}

type Reader = (object: Opaque) => string | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['datetime.datetime', ({ args = [] }) => datetimeText(args)],
  ['datetime.date', ({ args = [] }) => dateText(bytesOf(args[0]))],
  ['datetime.time', ({ args = [] }) => timeText(bytesOf(args[0]))],
  ['datetime.timedelta', ({ args = [] }) => timedeltaText(args)],
  ['datetime.timezone', ({ args = [] }) => zoneText(args[0])],
  ['decimal.Decimal', ({ args = [] }) => callText('Decimal', args)],
  ['fractions.Fraction', ({ args = [] }) => callText('Fraction', args)],
  ['builtins.range', ({ args = [] }) => callText('range', trimmedRange(args))],
  ['builtins.slice', ({ args = [] }) => callText('slice', args)],
  ['uuid.UUID', uuidText],
]);

function callText(name: string, args: readonly Value[]): string {
  return `${name}(${args.map((arg) => scalarText(arg)).join(', ')})`;
}

function trimmedRange(args: readonly Value[]): readonly Value[] {
  return args.length === 3 && args[2] === 1 ? args.slice(0, 2) : args;
}

function bytesOf(value: Value | undefined): Uint8Array | undefined {
  return typeof value === 'object' && value?.kind === 'bytes' ? value.bytes : undefined;
}

const two = (value: number) => String(value).padStart(2, '0');

/** Year (big-endian) and month, whose high bit is `fold`, and day. */
function dateText(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined || bytes.byteLength < 4) return undefined;
  const [high = 0, low = 0, month = 0, day = 0] = bytes;
  return `${String(256 * high + low).padStart(4, '0')}-${two(month & 0x7f)}-${two(day)}`;
}

/** Hour, minute, second and microseconds (three bytes, big-endian). */
function timeText(bytes: Uint8Array | undefined): string | undefined {
  if (bytes?.byteLength !== 6) return undefined;
  const [hour = 0, minute = 0, second = 0, high = 0, middle = 0, low = 0] = bytes;
  const micros = 65536 * high + 256 * middle + low;
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`;
  return `${two(hour & 0x7f)}:${two(minute)}:${two(second)}${fraction}`;
}

function datetimeText([packed, zone]: readonly Value[]): string | undefined {
  const bytes = bytesOf(packed);
  if (bytes?.byteLength !== 10) return undefined;
  const text = `${dateText(bytes.subarray(0, 4))} ${timeText(bytes.subarray(4))}`;
  if (zone === undefined) return text;
  const offset =
    typeof zone === 'object' && zone?.kind === 'opaque' ? zoneText(zone.args?.[0]) : '';
  return offset === undefined ? undefined : text + offset;
}

function zoneText(delta: Value | undefined): string | undefined {
  if (typeof delta !== 'object' || delta?.kind !== 'opaque') return undefined;
  const [days = 0, seconds = 0] = (delta.args ?? []).map(Number);
  const minutes = Math.round((86400 * days + seconds) / 60);
  const sign = minutes < 0 ? '-' : '+';
  const size = Math.abs(minutes);
  return Number.isNaN(size) ? undefined : `${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function timedeltaText(args: readonly Value[]): string | undefined {
  const [days = 0, seconds = 0, micros = 0] = args.map(Number);
  if (![days, seconds, micros].every(Number.isInteger)) return undefined;
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`;
  const dayText = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
  return `${dayText}${clock}${fraction}`;
}

function uuidText({ state }: Opaque): string | undefined {
  if (typeof state !== 'object' || state?.kind !== 'mapping') return undefined;
  const int = state.entries.get('int');
  if (typeof int !== 'number' && typeof int !== 'bigint') return undefined;
  const hex = BigInt(int).toString(16).padStart(32, '0');
  return `UUID('${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}')`;
}

const PATH_CLASS = /^pathlib(?:\._local)?\.((?:Pure)?(Posix|Windows)?Path)$/;

/** `PosixPath('/home/x')`. */
function pathText(object: Opaque): string | undefined {
  const path = filePath(object);
  const [, name = ''] = PATH_CLASS.exec(object.type) ?? [];
  return path === undefined ? undefined : `${name}(${pythonRepr(path)})`;
}

/** The path that an object of `pathlib` is: of its parts the first of an absolute one is its root. */
export function filePath({ type, args = [] }: Opaque): string | undefined {
  const [, name = '', flavour] = PATH_CLASS.exec(type) ?? [];
  if (name === '') return undefined;
  const parts = args.filter((arg) => typeof arg === 'string');
  if (parts.length < args.length) return undefined;
  const separator = flavour === 'Windows' ? '\\' : '/';
  const [root = '', ...rest] = parts;
  const joint = root.endsWith(separator) || rest.length === 0 ? '' : separator;
  return root + joint + rest.join(separator);
}

/** What an object is called: without the module where that is Python’s own library. */
export function className(object: Opaque): string {
  if (object.type === 'copyreg._reconstructor') {
    const [type] = object.args ?? [];
    if (typeof type === 'object' && type?.kind === 'global') return type.name;
  }
  if (configOf(object) !== undefined) return object.type.replace(/^.*\./, '');
  return object.type;
}

/** The class, sizes and dtype of a tensor spread over processes, as `torch.distributed` saves it. */
export function distributedTensor(object: Opaque) {
  const [, type, args] = object.args ?? [];
  if (object.type !== 'torch._tensor._rebuild_from_type_v2') return undefined;
  if (typeof type !== 'object' || type?.kind !== 'global') return undefined;
  const [, dtype, size] = typeof args === 'object' && args?.kind === 'tuple' ? args.items : [];
  if (typeof dtype !== 'object' || dtype?.kind !== 'dtype') return undefined;
  if (typeof size !== 'object' || (size?.kind !== 'tuple' && size?.kind !== 'size'))
    return undefined;
  return { className: type.name, dtype: dtype.name, shape: size.items.map(Number) };
}
