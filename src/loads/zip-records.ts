/** Records that `torch.load` reads beside the object itself, and how reading them fails. */

import { latin1Bytes } from '../bytes/text.ts';
import type { ZipArchive } from '../containers/zip.ts';
import { DEFLATED, STORED, UNREADABLE_FLAGS, type ZipEntry } from '../containers/zip-entry.ts';
import { CkptError, LimitError, SourceError } from '../errors.ts';
import type { ZipRecords } from '../formats/zip-records.ts';
import { type Refusal, raised } from './refusal.ts';
import { utf8Error } from './text-errors.ts';
import type { TorchRules } from './torch-rules.ts';

export const CORRUPTED = 'invalid header or archive is corrupted';
const EXPLANATION =
  'This is an internal miniz error. If you are seeing this error, there is a high likelihood that ' +
  'your checkpoint file is corrupted. This can happen if the checkpoint was not saved properly, ' +
  'was transferred incorrectly, or the file was modified after saving.';

/** What torch’s reader of archives says; later versions explain it. */
export function reader(what: string, { explainsArchives }: TorchRules): string {
  const failed = `PytorchStreamReader failed ${what}`;
  return explainsArchives ? `${failed}. ${EXPLANATION}` : failed;
}

export function isOfContent(error: unknown): error is CkptError {
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
  { archive, records }: ZipRecords,
  rules: TorchRules,
): Promise<Refusal | typeof ARBITRARY | undefined> {
  for (const [name, refusalOf] of DESCRIBING) {
    const entry = records.get(name);
    if (entry === undefined) continue;
    const refusal = await entryRefusal(archive, name, entry, rules);
    if (refusal !== undefined) return refusal;
    const bytes = await bytesOf(archive, entry);
    const found = bytes === undefined ? refusalOf && ARBITRARY : refusalOf?.(bytes);
    if (found !== undefined) return found;
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

/** `undefined` where miniz says that all is well and writes nothing, or only what inflates. */
async function bytesOf(archive: ZipArchive, entry: ZipEntry): Promise<Uint8Array | undefined> {
  const { isFolder, storedBytes, byteLength } = entry;
  if (byteLength > 0 && (isFolder || storedBytes === 0)) return undefined;
  try {
    return await archive.open(entry).read(0, Math.min(byteLength, DESCRIBING_BYTES));
  } catch (error) {
    if (!isOfContent(error)) throw error;
    return undefined;
  }
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

/** What torch says of a record whose entry is as the directory says and cannot be read. */
function unreadable(name: string, { method, flags }: ZipEntry, rules: TorchRules): Refusal {
  const about = `retrieving file meta-data for ${name}`;
  const what =
    (flags & UNREADABLE_FLAGS) !== 0
      ? `${about}: unsupported encryption`
      : method !== STORED && method !== DEFLATED
        ? `${about}: unsupported method`
        : `reading file ${name}: ${CORRUPTED}`;
  return raised('container', 'RuntimeError', reader(what, rules));
}

/**
 * Why the bytes of an entry cannot be had. That they do not inflate is none to torch, which looks at
 * errors that miniz does not set then.
 */
export async function entryRefusal(
  archive: ZipArchive,
  record: string,
  entry: ZipEntry,
  rules: TorchRules,
): Promise<Refusal | undefined> {
  const { method, flags, storedBytes, isFolder } = entry;
  const isReadable = (flags & UNREADABLE_FLAGS) === 0 && (method === STORED || method === DEFLATED);
  if (!isReadable) return unreadable(record, entry, rules);
  // Of what is empty or marked as a folder nothing is read.
  if (storedBytes === 0 || isFolder) return undefined;
  try {
    await archive.locate(entry);
    return undefined;
  } catch (error) {
    if (!isOfContent(error)) throw error;
    return unreadable(record, entry, rules);
  }
}
