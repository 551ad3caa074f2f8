import { expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { open } from '../../src/operations/open.ts';
import { scan } from '../../src/operations/scan.ts';
import { concat, text } from '../support/bytes.ts';
import { stream } from '../support/pickle.ts';
import { type EntryParts, zipArchive } from '../support/zip.ts';

/** A tensor of one float in storage 0. */
const TENSOR = stream(
  '\x80\x02ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n' +
    'X\x01\0\0\x000X\x03\0\0\0cpuK\x01tQK\0K\x01\x85K\x01\x85\x89NtR.',
);
const archive = (storage: string, ...more: readonly EntryParts[]) =>
  zipArchive([
    { name: 'a/data.pkl', data: TENSOR },
    { name: storage, data: new Uint8Array(4) },
    { name: 'a/version', data: text('3') },
    ...more,
  ]).bytes;
const opened = (bytes: Uint8Array) => open(memorySource('m.pt', bytes), { limits: DEFAULT_LIMITS });

it('a storage is found whatever the case of its name, as by torch', async () => {
  expect((await opened(archive('a/DATA/0'))).anomalies).toEqual([]);
  const kinds = (await opened(archive('a/DATA/1'))).anomalies.map(({ kind }) => kind);
  expect(kinds).toContain('missing-storage');
});

it('an archive with an object is that, though a record says that it is a program', async () => {
  const format = { name: 'a/archive_format', data: text('pt2') };
  expect((await opened(archive('a/data/0', format))).format.id).toBe('pytorch');
});

it('so much may follow an archive as torch looks through', async () => {
  const big = archive('a/data/0', { name: 'a/big', data: new Uint8Array(100_000) });
  const bytes = concat(big, new Uint8Array(69_562));
  expect((await opened(bytes)).format.id).toBe('pytorch');
  const { scanned } = await scan(memorySource('m.pt', bytes));
  expect(scanned.pickleCount).toBe(1);
  expect(scanned.loads.map(({ loads }) => loads)).toEqual([true]);
});
