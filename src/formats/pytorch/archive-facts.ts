/** What a torch archive says about itself, and what is odd about it. */
import type { Anomaly } from '../../model/checkpoint.ts';
import { recordText, type ZipRecords } from '../zip-records.ts';

/** The newest version of the archive layout that torch 2.13 reads. */
const NEWEST_VERSION = 10;

export const SELF_DESCRIPTION = [
  'version',
  '.data/version',
  'byteorder',
  '.format_version',
  '.storage_alignment',
  '.data/serialization_id',
] as const;

/** The small records that say how the archive is written. */
export async function selfDescription(
  zip: ZipRecords,
  anomalies: Anomaly[],
): Promise<Map<string, string>> {
  const place = { file: zip.archive.source.name };
  const metadata = new Map<string, string>();
  const texts = await Promise.all(SELF_DESCRIPTION.map((name) => recordText(zip, name)));
  for (const [index, name] of SELF_DESCRIPTION.entries()) {
    const text = texts[index];
    if (text !== undefined) metadata.set(name.replace(/^\.(?:data\/)?/, ''), text);
  }
  const version = metadata.get('version');
  if (version === undefined) {
    // A salvaged archive ends before its last records; that is no oddity of its own.
    if (!zip.archive.directory.isSalvaged) {
      anomalies.push({ kind: 'no-version-record', place, data: {} });
    }
  } else if (!/^\d+$/.test(version) || Number(version) > NEWEST_VERSION) {
    anomalies.push({ kind: 'unknown-version', place, data: { version, newest: NEWEST_VERSION } });
  }
  const byteOrder = metadata.get('byteorder');
  if (byteOrder !== undefined && byteOrder !== 'little' && byteOrder !== 'big') {
    anomalies.push({ kind: 'unknown-byte-order', place, data: { byteOrder } });
  }
  return metadata;
}

export function archiveAnomalies({ archive, prefix, strays, repeated, records }: ZipRecords) {
  const { source, directory } = archive;
  const place = { file: source.name };
  const anomalies: Anomaly[] = [];
  const add = (kind: string, data: Anomaly['data']) => anomalies.push({ kind, place, data });
  if (directory.isSalvaged) add('salvaged', { entries: directory.entryCount });
  if (prefix === '') add('no-folder', {});
  for (const { name } of strays.slice(0, 1)) {
    add('entry-outside-folder', { name, prefix, count: strays.length });
  }
  for (const name of repeated) add('repeated-entry', { name });
  if (directory.trailingBytes > 0) add('trailing-bytes', { count: directory.trailingBytes });
  if (directory.displacement !== 0) add('displaced-directory', { by: directory.displacement });
  const all = checksums(records, '');
  const data = checksums(records, 'data/');
  if (all === 'none') add('no-checksums', {});
  else if (data === 'none') add('skipped-data', {});
  return anomalies;
}

/** Whether any of the records that hold bytes has a checksum. */
function checksums(records: ZipRecords['records'], folder: string): 'some' | 'none' | 'no records' {
  let found: 'none' | 'no records' = 'no records';
  for (const [name, { byteLength, crc32 }] of records) {
    if (byteLength === 0 || !name.startsWith(folder)) continue;
    if (crc32 !== 0) return 'some';
    found = 'none';
  }
  return found;
}
