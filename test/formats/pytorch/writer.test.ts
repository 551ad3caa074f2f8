import { describe, expect, it } from 'vitest';
import { torchWriter } from '../../../src/formats/pytorch/writer.ts';
import type { ZipRecords } from '../../../src/formats/zip-records.ts';

/** Archives by the records that tell. */
const WRITERS: readonly (readonly [writer: string, records: string, version?: string])[] = [
  [
    'torch 2.7 or later',
    'data.pkl .format_version .storage_alignment byteorder data/0 version',
    '3',
  ],
  ['a torch 2.7 pre-release', 'data.pkl .format_version byteorder data/0 version', '3'],
  ['torch 2.1 to 2.6', 'data.pkl byteorder data/0 version .data/serialization_id', '3'],
  ['torch 2.1 to 2.6', 'data.pkl version .data/serialization_id', '3'],
  ['torch 1.9 to 2.0', 'data.pkl data/0 data/1 version', '3'],
  ['torch 1.5 to 1.8', 'data.pkl data/94034012345 version', '3'],
  ['torch 1.6 to 2.0', 'data.pkl version', '3'],
  ['torch 1.5', 'data.pkl data/94034012345 version', '2'],
  ['torch 1.4', 'data.pkl data/94034012345 version', '1'],
  ['torch 1.9 to 2.0', 'data.pkl data/0'],
];

describe('which torch wrote an archive', () => {
  for (const [writer, names, version] of WRITERS) {
    it(`${names}, version ${version}: ${writer}`, () => {
      const records = new Map(names.split(' ').map((name) => [name, {}]));

      expect(torchWriter({ records } as unknown as ZipRecords, version)).toBe(writer);
    });
  }
});
