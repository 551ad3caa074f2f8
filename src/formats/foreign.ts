/** Says what a file is that no format recognizes. Advice on what to do about it is the CLI’s. */
import type { ByteSource } from '../bytes/source.ts';
import { latin1Text, utf8Text } from '../bytes/text.ts';
import { hasTarSignature } from '../containers/tar.ts';
import { findDirectory } from '../containers/zip-directory.ts';
import {
  type CkptError,
  isContentError,
  MalformedError,
  UnknownFormatError,
  UnsupportedError,
} from '../errors.ts';
import type { Probe } from './format.ts';
import { matches, SIGNATURES } from './signatures.ts';
import type { ZipRecords } from './zip-records.ts';

const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v\d+\n/;
const CHECKPOINT_NAME = /\.(?:pt|pth|ckpt|bin|safetensors|pkl|tar)$/i;

/** The error for a file that no format recognizes: it names what the file is, as far as that shows. */
export async function foreignError(probe: Probe): Promise<CkptError> {
  const { source, head, zip } = probe;
  const file = source.name;
  const unknown = (kind: string, finding: string) =>
    new UnknownFormatError(finding, { file }, { kind });
  if (source.byteLength === 0) return unknown('empty', 'the file is empty');
  if (zip !== undefined) return foreignZip(zip, file);

  const signature = SIGNATURES.find((candidate) => matches(head, candidate));
  if (signature?.isModel) {
    const finding = `${signature.what}, a format that is not read here`;
    return new UnsupportedError(finding, { file }, { kind: signature.kind });
  }
  if (signature !== undefined)
    return unknown(signature.kind, `${signature.what}, not a checkpoint`);
  if (hasTarSignature(head)) {
    return unknown('tar', 'a tar archive without the entries of a PyTorch checkpoint');
  }
  const text = textKind(head, source.byteLength);
  if (text !== undefined) return unknown(...text);
  if (head.every((byte) => byte === 0)) return zeros(source, head.byteLength);
  const leading = await bytesBeforeZip(source);
  if (leading !== undefined) {
    return new MalformedError(
      `${leading} bytes stand before a zip archive, which torch does not accept`,
      { file, offset: 0 },
      { kind: 'leading-bytes', data: { count: leading } },
    );
  }
  const begins = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'));
  return unknown('unknown', `no known format begins with ${begins.join(' ')}`);
}

function foreignZip({ archive, records, strays }: ZipRecords, file: string): CkptError {
  const names = [...records.keys(), ...strays.map(({ name }) => name)];
  const inner = names.find((name) => CHECKPOINT_NAME.test(name) && !name.startsWith('__MACOSX'));
  if ([...records.keys()].some((name) => name === 'version' || name.startsWith('data/'))) {
    return new MalformedError(
      'a PyTorch archive without its pickle, data.pkl',
      { file, offset: archive.directory.start },
      { kind: 'no-data-pkl' },
    );
  }
  if (names.length > 0 && names.every((name) => name.endsWith('.npy'))) {
    return new UnsupportedError(
      'numpy arrays in a zip archive (.npz), a format that is not read here',
      { file },
      { kind: 'npz' },
    );
  }
  const kind = inner === undefined ? 'zip' : 'zip-around-checkpoint';
  const holds =
    inner === undefined
      ? `of ${names.length} entries, none of which makes it a checkpoint`
      : `around "${inner}", not the checkpoint itself`;
  return new UnknownFormatError(`a zip archive ${holds}`, { file }, { kind });
}

type TextKind = readonly [kind: string, finding: string];

function textKind(head: Uint8Array, byteLength: number): TextKind | undefined {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    const isZip = latin1Text(head.subarray(2, 6)).replaceAll('\0', '') === 'PK';
    const what = isZip ? 'a zip archive that went through a program writing' : 'text in';
    return ['utf-16', `${what} UTF-16, not a checkpoint`];
  }
  const text = textOf(head);
  if (text === undefined) return undefined;
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (LFS_POINTER.test(text)) {
    const [, size] = /^size (\d{1,19})$/m.exec(text) ?? [];
    const holds = size === undefined ? '' : ` (which has ${grouped(size)} bytes)`;
    return ['git-lfs-pointer', `a Git LFS pointer, not the file itself${holds}`];
  }
  if (/^<(?:!doctype html|html|head|body|script)/i.test(start)) {
    return ['html', `an HTML page, not a checkpoint${quoted(/<title>([^<]*)/i.exec(start)?.[1])}`];
  }
  if (start.startsWith('<')) {
    return ['xml', `XML, not a checkpoint${quoted(/<(?:Code|Message)>([^<]*)/.exec(start)?.[1])}`];
  }
  if (/^[{[]/.test(start)) {
    const [, message] = /"(?:error|message|detail)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(start) ?? [];
    return ['json', `JSON, not a checkpoint${quoted(message)}`];
  }
  const [line = ''] = start.split(/[\r\n]/, 1);
  const what = byteLength <= head.byteLength ? 'text' : 'a text file';
  return ['text', `${what}, not a checkpoint${quoted(line)}`];
}

/** Text without control characters; a character cut off at the end does not matter. */
function textOf(head: Uint8Array): string | undefined {
  for (let cut = 0; cut < 4; cut += 1) {
    const text = utf8Text(head.subarray(0, head.byteLength - cut));
    if (text !== undefined) return hasDataCharacters(text) ? undefined : text;
  }
  return undefined;
}

/** Control characters that text does not have: all but tab, line ends, form feed and escape. */
function hasDataCharacters(text: string): boolean {
  return Array.from(text).some(
    (character) => character < ' ' && !'\t\n\r\f\v\u001b'.includes(character),
  );
}

function quoted(text: string | undefined): string {
  const shown = text?.trim().replace(/\s+/g, ' ').slice(0, 60) ?? '';
  return shown === '' ? '' : `: "${shown}"`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}

async function zeros(source: ByteSource, seen: number): Promise<CkptError> {
  const { byteLength, name: file } = source;
  const tail = await source.read(Math.max(0, byteLength - seen), byteLength);
  const all = byteLength <= 2 * seen && tail.every((byte) => byte === 0);
  const finding = all
    ? `nothing but ${byteLength} zero bytes`
    : `the first ${seen} bytes are zero, so nothing says what the rest is`;
  return new UnknownFormatError(finding, { file, offset: 0 }, { kind: 'zeros' });
}

/** How many bytes stand before a zip archive that ends this file. */
async function bytesBeforeZip(source: ByteSource): Promise<number | undefined> {
  try {
    const { displacement } = await findDirectory(source);
    return displacement > 0 ? displacement : undefined;
  } catch (error) {
    if (isContentError(error)) return undefined;
    throw error;
  }
}
