import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import { bytesDraft, type Draft } from '../../src/writers/draft.ts';
import { zipDraft } from '../../src/writers/zip.ts';
import { bytesOf } from '../support/converted.ts';

const OPTIONS = { crc32, alignment: 64 };
const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

describe('zip archives', () => {
  it('have data at multiples of the alignment, checksums behind it, and the records for large files', async () => {
    const data = Uint8Array.of(1, 2, 3);
    const bytes = await bytesOf(
      zipDraft(
        [
          { name: 'a/é', ...bytesDraft(data) },
          { name: 'a/empty', ...bytesDraft(new Uint8Array()) },
        ],
        OPTIONS,
      ),
    );
    const at = view(bytes);
    expect(at.getUint16(6, true)).toBe(0x0808);
    expect([...bytes.subarray(64, 67)]).toEqual([1, 2, 3]);
    expect(at.getUint32(67, true)).toBe(0x08074b50);
    expect(at.getUint32(71, true)).toBe(crc32(data));
    expect(at.getUint32(83, true)).toBe(0x04034b50);
    expect(at.getUint16(83 + 6, true)).toBe(0x0800);
    const end = bytes.byteLength;
    expect(at.getUint32(end - 22, true)).toBe(0x06054b50);
    expect(at.getUint32(end - 42, true)).toBe(0x07064b50);
    expect(Number(at.getBigUint64(end - 42 + 8, true))).toBe(end - 98);
    expect(at.getUint32(end - 98, true)).toBe(0x06064b50);
  });

  it('say sizes and offsets beyond 4 GiB in 64 bits', async () => {
    const length = 2 ** 32 + 16;
    const large: Draft = {
      byteLength: length,
      async *chunks() {
        yield new Uint8Array(0);
      },
    };
    const draft = zipDraft(
      [
        { name: 'a', ...large },
        { name: 'b', ...bytesDraft(Uint8Array.of(1)) },
      ],
      OPTIONS,
    );
    const pieces: Uint8Array[] = [];
    for await (const piece of draft.chunks()) pieces.push(piece.slice());
    const [header, , descriptor, secondHeader, , secondDescriptor, directory] = pieces.map(view);
    expect(header?.byteLength).toBe(64);
    expect(header?.getUint32(18, true)).toBe(0xffffffff);
    expect(descriptor?.byteLength).toBe(24);
    expect(Number(descriptor?.getBigUint64(8, true))).toBe(length);
    // What lies beyond has no room for its offset either.
    expect(secondHeader?.getUint16(4, true)).toBe(45);
    expect(secondDescriptor?.byteLength).toBe(24);
    expect(directory?.getUint32(20, true)).toBe(0xffffffff);
    expect(Number(directory?.getBigUint64(46 + 1 + 4, true))).toBe(length);
    const second = 46 + 1 + 20;
    expect(directory?.getUint32(second + 42, true)).toBe(0xffffffff);
    expect(Number(directory?.getBigUint64(second + 46 + 1 + 4, true))).toBe(64 + length + 24);
    const written = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(draft.byteLength).toBe(written + length);
  });
});
