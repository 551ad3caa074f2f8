import type { ZipRecords } from '../zip-records.ts';

/**
 * Which torch wrote an archive, from the records that came with its versions. No file says so
 * itself.
 */
export function torchWriter({ records }: ZipRecords, version: string | undefined): string {
  if (records.has('.storage_alignment')) return 'torch 2.7 or later';
  if (records.has('.format_version')) return 'a torch 2.7 pre-release';
  if (records.has('byteorder') || records.has('.data/serialization_id')) return 'torch 2.1 to 2.6';
  if (version === '1') return 'torch 1.4';
  if (version === '2') return 'torch 1.5';
  const key = [...records.keys()].find((name) => name.startsWith('data/'));
  if (key === undefined) return 'torch 1.6 to 2.0';
  // Until 1.8 a storage was named after its address.
  return key.length >= 'data/'.length + 9 ? 'torch 1.5 to 1.8' : 'torch 1.9 to 2.0';
}
