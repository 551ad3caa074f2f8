/** What to do about an error, in one line; readers only say what they found. */
import type { CkptError } from '../errors.ts';
import { safeText } from '../model/python-repr.ts';

type Advice = (error: CkptError, file: string) => string | undefined;

const unpack = (command: string): Advice => {
  return (_error, file) => `unpack it first: ${command} ${file}`;
};
const fetchAgain: Advice = () => 'the download went wrong: fetch the file again';
const salvage: Advice = (_error, file) =>
  `fetch or copy it again; to see what is left: ckpt inspect --salvage ${file}`;

const ADVICE: Readonly<Record<string, Advice>> = {
  'git-lfs-pointer': (_error, file) => `fetch it with: git lfs pull --include ${file}`,
  html: fetchAgain,
  xml: fetchAgain,
  json: fetchAgain,
  empty: () => 'whatever made it was interrupted: make or fetch it again',
  zeros: () => 'a write was lost (a full disk, a crash): use another checkpoint',
  gzip: (_error, file) => `unpack it first: gzip -dc ${file} > checkpoint.pt`,
  bzip2: (_error, file) => `unpack it first: bzip2 -dc ${file} > checkpoint.pt`,
  xz: (_error, file) => `unpack it first: xz -dc ${file} > checkpoint.pt`,
  zstd: (_error, file) => `unpack it first: zstd -dc ${file} > checkpoint.pt`,
  lz4: (_error, file) => `unpack it first: lz4 -dc ${file} > checkpoint.pt`,
  '7z': unpack('7z x'),
  rar: unpack('unrar x'),
  tar: unpack('tar xf'),
  'zip-around-checkpoint': unpack('unzip'),
  'utf-16': () => 'fetch or write it again without a shell redirection in between',
  'text-mode-transfer': () => 'transfer it again in binary mode',
  'zip-truncated': salvage,
  'pickle-truncated': salvage,
  'safetensors/metadata-incomplete-buffer': salvage,
  'zip-trailing': ({ data }, file) => `cut them off: head -c ${data.end} ${file} > fixed.pt`,
  'leading-bytes': ({ data }, file) =>
    `cut them off: tail -c +${Number(data.count) + 1} ${file} > fixed.pt`,
  directory: () => 'name a file in it',
  'unpacked-checkpoint': ({ data }, file) =>
    `pack it again: (cd ${file} && zip -0 -r ../packed.pt ${data.folder})`,
  exists: () => '--force replaces it',
  'disk-full': () => 'nothing was written: make room, or write to another disk',
  'no-permission': (_error, file) => `you may not read it: ls -l ${file}`,
  limit: ({ data }) =>
    data.limit === 'depth' ? undefined : `to allow more: --limit ${data.limit}=NUMBER`,
  repeats: () => 'a part of it can be shown: --path PATH',
  'yaml-depth': () => 'take --format json, or show a part of it: --path PATH',
};

/** The advice for an error about `file`, if there is any. */
export function adviceFor(error: CkptError, file: string): string | undefined {
  return error.kind === undefined ? undefined : ADVICE[error.kind]?.(error, shellWord(file));
}

/**
 * `text` as one word for a shell. What cannot be shown as it is is spelled as bash, zsh and ksh read it,
 * and a word is never taken for an option.
 */
export function shellWord(text: string): string {
  const word = text.startsWith('-') ? `./${text}` : text;
  if (safeText(word) !== word) return `$'${spelledOut(word)}'`;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function spelledOut(text: string): string {
  return Array.from(text, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    return safeText(character) === character ? character : bytesOf(character);
  }).join('');
}

/** Three digits always, so that none that follows becomes part of it. */
function bytesOf(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
