/** What a reader found odd, as sentences. */

import type { Anomaly } from './checkpoint.ts';
import { safeText } from './python-repr.ts';
import { bytes, count, number } from './units.ts';

type Data = Anomaly['data'];
type Sentence = (data: Data, all: readonly Data[]) => string;

const size = (data: Data, key: string) => bytes(Number(data[key] ?? 0));
const text = (data: Data, key: string) => safeText(String(data[key] ?? ''));
const names = (all: readonly Data[], key: string) => {
  const shown = all.slice(0, 3).map((data) => text(data, key));
  return shown.join(', ') + (all.length > shown.length ? ', …' : '');
};

/** One sentence for all anomalies of a kind. A kind without one is shown by its name. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  'wrong-extension': (data) => `named ${text(data, 'extension')}, and is ${text(data, 'title')}`,
  'trailing-bytes': (data) => `${size(data, 'count')} follow the end, which torch ignores`,
  'displaced-directory': (data) =>
    `the zip directory is not where its end says, by ${number(Math.abs(Number(data.by)))} bytes: ` +
    'more than one archive may be in this file',
  'no-folder': () => 'the entries lie in no folder: torch refuses that',
  'entry-outside-folder': (data) =>
    `${count(Number(data.count), 'entry')} outside ${text(data, 'prefix')}, as ${text(data, 'name')}: torch refuses that`,
  'repeated-entry': (_, all) =>
    `two entries named ${names(all, 'name')}: this shows the one that torch reads`,
  'no-version-record': () => 'no version record: torch refuses that',
  'unknown-version': (data) =>
    `archive version ${text(data, 'version')}: torch 2.13 reads up to ${text(data, 'newest')}`,
  'unknown-byte-order': (data) =>
    `byte order "${text(data, 'byteOrder')}": torch refuses that, and values cannot be read`,
  'no-checksums': () => 'no checksums: damage cannot be seen',
  'skipped-data': () => 'saved with skip_data: the values of all tensors are yet to be written',
  'crc-mismatch': (_, all) =>
    `damaged: ${names(all, 'entry')} does not match its checksum, which torch does not look at`,
  'missing-storage': (_, all) =>
    `${count(all.length, 'storage')} missing: ${names(all, 'record')}. torch refuses that`,
  'storage-size': (data, all) =>
    `${text(data, 'record')} has ${number(Number(data.found))} bytes and should have ` +
    `${number(Number(data.byteLength))}${andMore(all)}. torch refuses that`,
  'storage-cut-short': (data, all) =>
    `cut short: the storage ${text(data, 'key')} ends at byte ${number(Number(data.end))} of ` +
    `${number(Number(data.byteLength))}${andMore(all)}`,
  'unreferenced-storage': (data) =>
    `no tensor uses the storage ${text(data, 'key')}, so what lies behind it cannot be found`,
  'unused-storages': (data) =>
    `${count(Number(data.count), 'storage')} that no tensor uses, ${size(data, 'byteLength')}`,
  'torch-cannot-load-untyped': () =>
    'torch wrote dtypes here that it cannot load from a legacy file; they are shown as they are',
  'text-persistent-id': () =>
    'pickle protocol 0 cannot refer to storages: torch refuses what it wrote here',
  'view-outside-storage': (data, all) =>
    `${count(all.length, 'tensor')} larger than the storage behind, as one of ` +
    `${number(Number(data.needed))} bytes on ${number(Number(data.available))}. torch refuses that`,
  'impossible-tensor': (_, all) =>
    `${count(all.length, 'tensor')} with sizes that cannot be, shown as calls`,
  'unknown-persistent-id': (_, all) =>
    `${count(all.length, 'reference')} to something outside the file, shown as calls`,
  'duplicate-key': (data, all) =>
    data.key === undefined
      ? `${count(all.length, 'dict')} with a key set twice: the later value counts, as in Python`
      : `${names(all, 'key')} set twice: the later value counts`,
  'bytes-after-pickle': (data) => `${size(data, 'count')} follow the pickle in ${text(data, 'in')}`,
  'pickle-breaks-off': (data) => `${text(data, 'finding')}; this is what came before`,
  'broken-nested-stream': (_, all) => `${count(all.length, 'storage')} inside the pickle broken`,
  'unread-code': (data) => `code left unread: ${text(data, 'finding')}`,
  'unreadable-tensor': (data, all) =>
    `${count(all.length, 'tensor')} could not be read: ${text(data, 'finding')}`,
  // safetensors
  'metadata-is-null': () => '__metadata__ is null, which readers take for none',
  'leading-whitespace': () => 'white space before the header, where the format wants a brace',
  'trailing-padding': () => 'a header padded with something else than spaces',
  'unknown-field': (_, all) => `fields that no tensor has: ${names(all, 'field')}`,
  'entry-as-list': (_, all) => `${count(all.length, 'tensor')} described by a list, not an object`,
  'dtype-as-object': (_, all) => `${count(all.length, 'tensor')} with an object for a dtype`,
  'inexact-shape': (_, all) =>
    `${count(all.length, 'tensor')} with a size beyond 2^53, as ${names(all, 'shape')}`,
  // Shards and their index
  'shard-escapes': (_, all) =>
    `shards in another folder, which are not opened: ${names(all, 'shard')}`,
  'missing-shard': (_, all) =>
    `${count(all.length, 'shard')} missing, with ${tensorsOf(all)}: ${names(all, 'shard')}`,
  'broken-shard': (data, all) =>
    `${count(all.length, 'shard')} not read, with ${tensorsOf(all)}: ${text(data, 'finding')}${andMore(all)}`,
  'tensor-not-in-shard': (_, all) =>
    `${count(all.length, 'tensor')} not in the shard that the index names: ${names(all, 'tensor')}`,
  'unlisted-tensor': (_, all) =>
    `${count(all.length, 'tensor')} that the index does not list: ${names(all, 'tensor')}`,
  'tensor-in-two-shards': (_, all) =>
    `${count(all.length, 'tensor')} in two shards: ${names(all, 'tensor')}`,
  'total-size': (data) =>
    `the index tells of ${number(Number(data.index))} bytes, the shards have ${number(Number(data.found))}`,
  salvaged: (data) =>
    `salvaged: ${count(Number(data.entries), 'whole entry')} found without the directory at the end`,
};

/** The tensors that shards would have, in all. */
function tensorsOf(all: readonly Data[]): string {
  return count(
    all.reduce((sum, { count: tensors }) => sum + Number(tensors), 0),
    'tensor',
  );
}

function andMore(all: readonly Data[]): string {
  return all.length > 1 ? `, and ${number(all.length - 1)} more like it` : '';
}

/** A sentence for each kind of anomaly, in the order in which they were met. */
export function remarks(anomalies: readonly Anomaly[]): string[] {
  const kinds = new Map<string, Data[]>();
  for (const { kind, data } of anomalies) {
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [data]);
    else known.push(data);
  }
  return Array.from(kinds, ([kind, all]) => {
    const sentence = SENTENCES[kind];
    return sentence === undefined ? kind.replaceAll('-', ' ') : sentence(all[0] ?? {}, all);
  });
}
