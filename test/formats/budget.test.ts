import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { open } from '../../src/operations/open.ts';
import { storagesOf, tensorsOf } from '../../src/operations/tensor-list.ts';
import { fixture } from '../support/fixtures.ts';
import { logged } from '../support/sources.ts';

/** What was read of a file, as bytes that were touched. */
async function touchedBy(name: string, work: (file: ReturnType<typeof logged>) => Promise<void>) {
  const file = logged(memorySource(name, fixture(name)));
  await work(file);
  const touched = new Uint8Array(file.byteLength);
  for (const [start, end] of file.reads) touched.fill(1, start, end);
  return { touched, reads: file.reads, byteLength: file.byteLength };
}

/** Where each storage of a file lies, found by its bytes being wanted. */
async function storageRanges(name: string): Promise<[number, number][]> {
  const file = logged(memorySource(name, fixture(name)));
  const { root } = await open(file);
  const ranges: [number, number][] = [];
  for (const { source, byteLength } of storagesOf(tensorsOf(root).map(({ tensor }) => tensor))) {
    if (source === null || byteLength === 0) continue;
    file.reads.length = 0;
    await source.read(0, byteLength);
    // A header may be read first, or along with it; the data is what is read last.
    const [, end] = file.reads.at(-1) ?? [0, 0];
    ranges.push([end - byteLength, end]);
  }
  return ranges;
}

const FILES = [
  'lightning/last.ckpt',
  'pytorch/training.pt',
  'pytorch/aligned-4096.pt',
  'pytorch/big-endian.pt',
  'pytorch/exported.pt2',
  'pytorch/scripted.pt',
  'pytorch/package.pt',
];
/** What the search for the end of an archive may bring along. */
const TAIL_BYTES = 22 + 20 + 56;

describe('opening reads headers', () => {
  for (const name of FILES) {
    it(`${name}: none of the data`, async () => {
      const { touched } = await touchedBy(name, async (file) => void (await open(file)));
      const ranges = (await storageRanges(name)).filter(
        ([, end]) => end <= touched.length - TAIL_BYTES,
      );
      expect(ranges.length).toBeGreaterThan(0);
      expect(ranges.filter(([start, end]) => touched.subarray(start, end).includes(1))).toEqual([]);
    });
  }

  it('of a zip archive: its end, the directory, and the headers and records it needs', async () => {
    const { reads, byteLength } = await touchedBy('pytorch/aligned-4096.pt', async (file) => {
      await open(file);
    });
    const lengths = reads.map(([start, end]) => end - start);
    expect(lengths).toEqual([
      16, // what kind of file it is
      TAIL_BYTES, // the end of the archive, 64-bit records included
      4, // whether the directory is where that says
      563, // the directory
      ...[106, 114, 126, 115, 150], // headers of the records, and where their bytes mostly are
      ...[2, 6, 1, 4, 40], // these records, which an alignment of 4,096 moves
      ...[307, 243, 30], // the pickle
    ]);
    expect(byteLength).toBe(33_485);
  });
});

describe('inspecting reads', () => {
  it('beside the headers the scalars it shows', async () => {
    const name = 'pytorch/training.pt';
    const opening = await touchedBy(name, async (file) => void (await open(file)));
    const showing = await touchedBy(name, async (file) => void (await inspect(await open(file))));
    const more = showing.reads.slice(opening.reads.length).map(([start, end]) => end - start);
    // The header of the entry with an int64, in one read.
    expect(more).toEqual([104]);
  });

  it('of a tensor whose elements are wanted no more than these', async () => {
    const name = 'pytorch/training.pt';
    const options = { path: 'model_state_dict["conv.weight"]', values: 3 };
    const opening = await touchedBy(name, async (file) => void (await open(file)));
    const showing = await touchedBy(
      name,
      async (file) => void (await inspect(await open(file), options)),
    );
    const more = showing.reads.slice(opening.reads.length).map(([start, end]) => end - start);
    expect(more).toEqual([30, 12]);
  });
});
