/** Pickles one behind the other, as a file or a member holds them, and what lies between and behind. */
import { Cursor } from '../bytes/cursor.ts';
import { type ByteSource, memorySource } from '../bytes/source.ts';
import type { PickleValue } from '../decoders/pickle/value.ts';
import { LimitError, TruncatedError } from '../errors.ts';
import { storageId } from '../formats/pytorch/persistent-id.ts';
import { storageBytes } from '../formats/pytorch/storages.ts';
import { inflatedLimits, type Limits } from '../limits.ts';
import type { PickleRole } from './evidence.ts';
import { type Examination, within } from './examination.ts';
import { type Trace, trace } from './trace.ts';
import { mayBeginPickle, type NestedBytes } from './witness.ts';

/** How to look into bytes that may hold anything. */
export type Enter = (
  source: ByteSource,
  member: string,
  role: PickleRole,
  level: number,
) => Promise<void>;

const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
/** Magic number, protocol, system, object and storage keys. */
const LEGACY_PICKLES = 5;
const COUNT_BYTES = 8;
const FIRST_READ = 64 * 1024;
/** Most of what lies in something else is in memory already. */
const FIRST_READ_INSIDE = 2 ** 24;
/** Behind what is no pickle, so far pickles are looked for. */
const RESYNC_BYTES = 2 ** 20;
const MOST_STACKED = 10_000;
const MOST_STRAYS = 16;
/** Each may go on to the end. */
const MOST_STRAY_OPCODES = 4_000_000;
const PROTO = 0x80;
const NEWEST_PROTOCOL = 5;
/** Of chance bytes so many opcodes are never valid in a row. */
const CONVINCING_OPCODES = 8;
const PLAUSIBLE_NAME = /^[\p{L}\p{N}_.<>]+$/u;

/** Parts of the tar archives of torch 0.1, in which numbers stand between pickles. */
const WITH_DATA = /(?:^|[/>])(?:storages|tensors)$/;

/** The pickle that begins at `start`, however long it is. */
async function traceAt(
  source: ByteSource,
  start: number,
  limits: Limits,
  level: number,
): Promise<Trace> {
  const granted = limitsFor(source, limits);
  const longest = Math.min(limits.pickleBytes, source.byteLength - start);
  for (let length = level === 0 ? FIRST_READ : FIRST_READ_INSIDE; ; length *= 4) {
    const end = start + Math.min(length, longest);
    const isWhole = end === source.byteLength;
    const bytes = await source.read(start, end);
    const traced = trace(new Cursor(bytes, source.name, start), granted, isWhole);
    const wantsMore = traced.error instanceof TruncatedError && !isWhole;
    if (!wantsMore) return moved(traced, start);
    if (length < longest) continue;
    const finding = `a pickle goes on after ${longest} bytes, the most that is read`;
    const error = new LimitError(finding, { file: source.name, offset: start });
    return moved({ ...traced, error }, start);
  }
}

/** The limits for pickles in `source`, which may be inflated from little. */
function limitsFor({ inflates, byteLength }: ByteSource, limits: Limits): Limits {
  if (inflates === undefined) return limits;
  return inflatedLimits(limits, { storedBytes: inflates.byteLength, byteLength });
}

/** The trace with offsets that count from where the source begins. */
function moved(traced: Trace, by: number): Trace {
  if (by === 0) return traced;
  const shifted = <Item extends { readonly offset: number }>(items: readonly Item[]) =>
    items.map((item) => ({ ...item, offset: item.offset + by }));
  return {
    ...traced,
    start: traced.start + by,
    end: traced.end + by,
    imports: shifted(traced.imports),
    oddities: shifted(traced.oddities),
    nested: shifted(traced.nested),
  };
}

/** Whether a file that begins so is to be read as a pickle: loaders take what begins as one. */
export function isPickleFile(head: Uint8Array, limits: Limits): boolean {
  return head[0] === PROTO || beginsLikePickle(head, limits);
}

/** Whether bytes begin with the signature of protocols from 2 on. */
export function isSignedPickle([first, version = 255]: Uint8Array): boolean {
  return first === PROTO && version <= NEWEST_PROTOCOL;
}

/** Whether text is a pickle of protocols 0 or 1: any two words at its beginning name something. */
export function importsFromText(head: Uint8Array, limits: Limits): boolean {
  if (!mayBeginPickle(head)) return false;
  const { error, imports } = trace(new Cursor(head, ''), limits, true);
  return error === undefined && imports.length > 0;
}

/** Whether bytes that begin so are a pickle. Protocols 0 and 1 have no signature, the others one byte. */
export function beginsLikePickle(head: Uint8Array, limits: Limits): boolean {
  if (!mayBeginPickle(head)) return false;
  const traced = trace(new Cursor(head, ''), limits, true);
  return isConvincing(traced) || (head[0] === PROTO && traced.error instanceof TruncatedError);
}

function isConvincing(traced: Trace): boolean {
  const { error, opcodeCount } = traced;
  if (error === undefined) return opcodeCount > 1;
  if (error instanceof TruncatedError && opcodeCount > CONVINCING_OPCODES) return true;
  return importsPlausibly(traced);
}

/**
 * One such name is enough: a pickle that has done what it was made for may end in anything. Names with
 * dots in them say enough without a module.
 */
function importsPlausibly({ imports }: Trace): boolean {
  return imports.some(
    ({ module, name }) =>
      PLAUSIBLE_NAME.test(name) && (PLAUSIBLE_NAME.test(module) || name.includes('.')),
  );
}

/** Whether what a loader takes for a pickle is one though its beginning, one long operand maybe, tells nothing. */
export async function isPickleFurtherOn(
  source: ByteSource,
  head: Uint8Array,
  limits: Limits,
  level: number,
): Promise<boolean> {
  return mayBeginPickle(head) && importsPlausibly(await traceAt(source, 0, limits, level));
}

/** Looks through all pickles of `source`, which begins with one. */
export async function examinePickles(
  source: ByteSource,
  member: string,
  role: PickleRole,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<void> {
  const { limits } = examination;
  const found = async (traced: Trace, as: PickleRole) => {
    examination.pickle(traced, member, as);
    await examineNested(traced.nested, source.inflates, member, level, examination, enter);
  };
  const first = await traceAt(source, 0, limits, level);
  // What merely begins like a pickle, as a storage may.
  if (role === 'member' && !(await isMemberPickle(first, source))) return;
  await found(first, role);
  let last = first;
  let position = first.end;
  if (first.value === MAGIC_NUMBER) {
    const parts = [first];
    while (parts.length < LEGACY_PICKLES && last.error === undefined) {
      last = await traceAt(source, position, limits, level);
      parts.push(last);
      position = last.end;
      await found(last, role);
    }
    if (last.error === undefined) position = storagesEnd(parts, source, examination);
  }
  if (last.error !== undefined) {
    const state = last.error instanceof TruncatedError ? 'truncated' : 'damaged';
    if (role === 'loaded' && !(last.error instanceof LimitError))
      examination.integrity(state, last.error.finding);
    if (last.error instanceof TruncatedError || position >= source.byteLength) return;
  }
  for (let count = 0; position < source.byteLength; count += 1) {
    if (count >= MOST_STACKED) {
      examination.unread(member, `more than ${MOST_STACKED} pickles one behind the other`);
      return;
    }
    const head = await source.read(position, Math.min(position + 2, source.byteLength));
    const next = mayBeginPickle(head) ? await traceAt(source, position, limits, level) : undefined;
    if (next === undefined || !isConvincing(next)) break;
    await found(next, 'stacked');
    position = next.end;
    if (next.error !== undefined) break;
  }
  if (position < source.byteLength) {
    const isBroken = last.error !== undefined;
    const stray = (one: Trace) => found(one, 'stray');
    await examineRest(source, position, member, isBroken, examination, stray);
  }
}

/** Of a million tensors some begin with bytes that happen to be a pickle: one that imports nothing. */
async function isMemberPickle(first: Trace, source: ByteSource): Promise<boolean> {
  if (!isConvincing(first)) return false;
  const head = await source.read(0, Math.min(2, source.byteLength));
  return first.imports.length > 0 || isSignedPickle(head);
}

/** Where the storages of a legacy stream end, as its pickles say. */
function storagesEnd(
  parts: readonly Trace[],
  source: ByteSource,
  examination: Examination,
): number {
  const [, , , object, keys] = parts;
  const position = keys?.end ?? 0;
  if (object === undefined || keys === undefined) return position;
  const lengths = new Map<string, number>();
  for (const persistent of object.persistentIds) {
    const id = storageId(persistent);
    if (id !== undefined && !lengths.has(id.key)) lengths.set(id.key, storageBytes(id));
  }
  let end = position;
  for (const key of listItems(keys.value)) {
    const length = typeof key === 'string' ? lengths.get(key) : undefined;
    if (length === undefined) return source.byteLength;
    end += COUNT_BYTES + length;
  }
  if (end <= source.byteLength) return end;
  examination.integrity(
    'truncated',
    `${end - source.byteLength} bytes of its storages are missing`,
  );
  return source.byteLength;
}

function listItems(value: PickleValue | undefined): readonly PickleValue[] {
  return typeof value === 'object' && value?.kind === 'list' ? value.items : [];
}

/** Bytes behind the pickles: loaders pass them, other programs look for pickles in them. */
async function examineRest(
  source: ByteSource,
  start: number,
  member: string,
  isBroken: boolean,
  examination: Examination,
  found: (stray: Trace) => Promise<void>,
): Promise<void> {
  const rest = await source.read(start, Math.min(start + RESYNC_BYTES, source.byteLength));
  const count = source.byteLength - start;
  const what = `${count} bytes behind the last pickle`;
  if (!isBroken && !WITH_DATA.test(member)) {
    examination.oddity({ kind: 'hidden-bytes', member, what, offset: start });
  }
  let strays = 0;
  let opcodes = 0;
  for (let at = rest.indexOf(PROTO); at >= 0 && strays < MOST_STRAYS; ) {
    const [, version = 255] = rest.subarray(at, at + 2);
    let next = at + 1;
    if (version <= 5) {
      const stray = moved(
        trace(new Cursor(rest.subarray(at), source.name), examination.limits, true),
        start + at,
      );
      opcodes += stray.opcodeCount;
      if (opcodes > MOST_STRAY_OPCODES) {
        examination.unread(member, 'more that might be pickles than is looked through');
        return;
      }
      if (stray.imports.length > 0 && isConvincing(stray)) {
        strays += 1;
        next = Math.max(stray.end - start, next);
        await found(stray);
      }
    }
    at = rest.indexOf(PROTO, next);
  }
}

/** Bytes inside a pickle: those that it has unpickled, and those that only look like a pickle. */
async function examineNested(
  nested: readonly NestedBytes[],
  inflates: ByteSource | undefined,
  member: string,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<void> {
  for (const { bytes, offset, isCalled } of nested) {
    const inner = within(member, `bytes@${offset}`);
    const source = memorySource(inner, bytes, inflates);
    if (!isCalled && !isPassivePickle(bytes, limitsFor(source, examination.limits))) continue;
    if (!examination.enters(level + 1, inner)) return;
    await enter(source, inner, isCalled ? 'called' : 'passive', level + 1);
  }
}

function isPassivePickle(bytes: Uint8Array, limits: Limits): boolean {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return true;
  const traced = trace(new Cursor(bytes, ''), limits, true);
  return traced.imports.length > 0 && isConvincing(traced);
}
