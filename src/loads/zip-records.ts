/** Records that `torch.load` reads beside the object itself, and how reading them fails. */

import { latin1Bytes } from '../bytes/text.ts';
import type { ZipArchive } from '../containers/zip.ts';
import { DEFLATED, STORED, type ZipEntry } from '../containers/zip-entry.ts';
import { CkptError, LimitError, SourceError } from '../errors.ts';
import type { ZipRecords } from '../formats/zip-records.ts';
import { type Refusal, raised } from './refusal.ts';
import { utf8Error } from './text-errors.ts';
import type { TorchRules } from './torch-rules.ts';
import type { TorchArchive } from './zip-directory.ts';
import { CORRUPTED, ENCRYPTED } from './zip-end.ts';

/** An archive, and the records in the folder that torch looks into. */
export type TorchRecords = TorchArchive & Pick<ZipRecords, 'find'>;

const EXPLANATION =
  'This is an internal miniz error. If you are seeing this error, there is a high likelihood that ' +
  'your checkpoint file is corrupted. This can happen if the checkpoint was not saved properly, ' +
  'was transferred incorrectly, or the file was modified after saving.';

/** What torch’s reader of archives says; later versions explain it. */
export function reader(what: string, { explainsArchives }: TorchRules): string {
  const failed = `PytorchStreamReader failed ${what}`;
  return explainsArchives ? `${failed}. ${EXPLANATION}` : failed;
}

function isOfContent(error: unknown): error is CkptError {
  return (
    error instanceof CkptError && !(error instanceof SourceError || error instanceof LimitError)
  );
}

/** What nobody can say: torch goes on with what happens to be in memory. */
export const ARBITRARY = 'arbitrary';

/**
 * Why torch does not come to the object: https://github.com/pytorch/pytorch/blob/v2.13.0/torch/serialization.py
 * (`_load`). It compares the bytes themselves, spaces and all.
 */
export async function describingRefusal(
  zip: TorchRecords,
  rules: TorchRules,
): Promise<Refusal | typeof ARBITRARY | undefined> {
  for (const [name, refusalOf] of DESCRIBING) {
    const entry = zip.find(name);
    if (entry === undefined) continue;
    const bytes = await describingBytes(zip, name, entry, rules);
    if (bytes === ARBITRARY && refusalOf === undefined) continue;
    if (!(bytes instanceof Uint8Array)) return bytes;
    const refusal = refusalOf?.(bytes);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const DESCRIBING: readonly (readonly [string, ((bytes: Uint8Array) => Refusal | undefined)?])[] = [
  // It is looked at last, to be logged, and has to be text.
  ['.data/serialization_id', textRefusal],
  ['.format_version'],
  ['byteorder', byteOrderRefusal],
  ['.storage_alignment', alignmentRefusal],
];
/** None is longer. */
const DESCRIBING_BYTES = 4096;

/** What torch has of a record that describes the archive, or why it has nothing. */
export async function describingBytes(
  zip: TorchRecords,
  name: string,
  entry: ZipEntry,
  rules: TorchRules,
): Promise<Uint8Array | Refusal | typeof ARBITRARY> {
  const refusal = await entryRefusal(zip, name, entry, rules);
  if (refusal !== undefined) return refusal;
  if (isLeftOut(entry)) return ARBITRARY;
  try {
    return await zip.archive.open(entry).read(0, Math.min(entry.byteLength, DESCRIBING_BYTES));
  } catch (error) {
    return readingRefusal(error, name, entry, rules);
  }
}

/** Whether torch’s reader says that all is well and writes nothing. */
export function isLeftOut(entry: ZipEntry): boolean {
  return entry.byteLength > 0 && (isFolder(entry) || entry.storedBytes === 0);
}

function isFolder(entry: ZipEntry): boolean {
  return entry.isFolder === true || entry.name.endsWith('/');
}

/** What torch makes of bytes that cannot be had here. It does not learn that some do not inflate. */
export function readingRefusal(
  error: unknown,
  name: string,
  { method }: ZipEntry,
  rules: TorchRules,
): Refusal | typeof ARBITRARY {
  if (!isOfContent(error)) throw error;
  if (method === DEFLATED && error.cause !== undefined) return ARBITRARY;
  const why = method === DEFLATED ? 'unexpected decompressed size' : 'file read failed';
  return raised('container', 'RuntimeError', reader(`reading file ${name}: ${why}`, rules));
}

/** Names become text where torch lists them, to see whether it is TorchScript. */
export function nameRefusal({ entries }: ZipArchive): Refusal | undefined {
  const odd = entries.find(({ hasByteName }) => hasByteName);
  if (odd === undefined) return undefined;
  const record = odd.name.slice(odd.name.indexOf('/') + 1);
  const detail = utf8Error(latin1Bytes(record) ?? new Uint8Array(0));
  return detail === undefined ? undefined : raised('container', 'UnicodeDecodeError', detail);
}

function textRefusal(bytes: Uint8Array): Refusal | undefined {
  const detail = utf8Error(bytes);
  return detail === undefined ? undefined : raised('container', 'UnicodeDecodeError', detail);
}

function byteOrderRefusal(bytes: Uint8Array): Refusal | undefined {
  const undecodable = textRefusal(bytes);
  if (undecodable !== undefined) return undecodable;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (text === 'little' || text === 'big') return undefined;
  return raised('container', 'ValueError', `Unknown endianness type: ${text}`);
}

/** What Python’s `int` takes. */
const INTEGER = /^[ \t-\r]*[+-]?\d(?:_?\d)*[ \t-\r]*$/;

function alignmentRefusal(bytes: Uint8Array): Refusal | undefined {
  const text = new TextDecoder('windows-1252').decode(bytes);
  if (INTEGER.test(text)) return undefined;
  const detail = `invalid literal for int() with base 10: b'${text}'`;
  return raised('container', 'ValueError', detail);
}

/** In the order in which torch’s reader asks. */
const UNREADABLE: readonly (readonly [what: string, isSo: (entry: ZipEntry) => boolean])[] = [
  ['unsupported method', ({ method }) => method !== STORED && method !== DEFLATED],
  [ENCRYPTED, ({ flags }) => (flags & 0x41) !== 0],
  ['unsupported feature', ({ flags }) => (flags & 0x20) !== 0],
];

/** Why the bytes of an entry cannot be had, as far as its headers tell. */
export async function entryRefusal(
  { archive, unclear }: TorchArchive,
  name: string,
  entry: ZipEntry,
  rules: TorchRules,
): Promise<Refusal | undefined> {
  const fails = (what: string) => raised('container', 'RuntimeError', reader(what, rules));
  const unreadable = unclear.has(entry)
    ? CORRUPTED
    : UNREADABLE.find(([, isSo]) => isSo(entry))?.[0];
  if (unreadable !== undefined)
    return fails(`retrieving file meta-data for ${name}: ${unreadable}`);
  // Of what is empty or marked as a folder nothing is read.
  if (entry.storedBytes === 0 || isFolder(entry)) return undefined;
  try {
    await archive.locate(entry);
    return undefined;
  } catch (error) {
    if (!isOfContent(error)) throw error;
    return fails(`reading file ${name}: ${CORRUPTED}`);
  }
}
