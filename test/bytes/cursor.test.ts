import { describe, expect, it } from 'vitest';
import { Cursor } from '../../src/bytes/cursor.ts';
import { concat, hex, text, u64 } from '../support/bytes.ts';
import { refusalOf } from '../support/errors.ts';

/** Each reader, the bytes it takes to the last, and what it makes of them. */
const READERS: [
  what: string,
  bytes: Uint8Array,
  read: (cursor: Cursor) => unknown,
  gives: unknown,
][] = [
  ['u8', hex('ff'), (cursor) => cursor.u8(), 255],
  ['u16', hex('34 12'), (cursor) => cursor.u16(), 0x1234],
  ['u32', hex('fe ff ff ff'), (cursor) => cursor.u32(), 0xffff_fffe],
  ['i32', hex('fe ff ff ff'), (cursor) => cursor.i32(), -2],
  ['u64', u64(2n ** 53n - 1n), (cursor) => cursor.u64(), Number.MAX_SAFE_INTEGER],
  ['i64', u64(2n ** 64n - 2n), (cursor) => cursor.i64(), -2n],
  // struct.pack('>d', -1.5)
  ['f64BigEndian', hex('bf f8 00 00 00 00 00 00'), (cursor) => cursor.f64BigEndian(), -1.5],
  ['bytes', hex('01 02 03'), (cursor) => cursor.bytes(3), Uint8Array.of(1, 2, 3)],
  ['skip', hex('01 02 03'), (cursor) => cursor.skip(3), undefined],
  ['text', text('né'), (cursor) => cursor.text(3), 'né'],
  ['line', text('ab\n'), (cursor) => cursor.line(), text('ab')],
];

describe('Cursor', () => {
  for (const [what, bytes, read, gives] of READERS) {
    it(`${what}: reads up to the very end`, () => {
      const cursor = new Cursor(concat(hex('99'), bytes), 'f', 1000);
      cursor.position = 1;

      expect(read(cursor)).toEqual(gives);
      expect(cursor).toMatchObject({ position: bytes.length + 1, remaining: 0 });
      expect(cursor.place).toEqual({ file: 'f', offset: 1001 + bytes.length });
    });

    it(`${what}: with a byte less is truncated, where it began, and moves nothing`, () => {
      const cursor = new Cursor(concat(hex('99'), bytes.subarray(0, -1)), 'f', 1000);
      cursor.position = 1;

      expect(refusalOf(() => read(cursor))).toMatchObject({
        error: 'TruncatedError',
        offset: 1001,
        finding:
          what === 'line'
            ? 'a line has no end'
            : bytes.length === 1
              ? '1 byte is wanted, 0 left'
              : `${bytes.length} bytes are wanted, ${bytes.length - 1} left`,
      });
      expect(cursor.position).toBe(1);
    });
  }

  for (const value of [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
    it(`u64: refuses ${value}, which no file can have`, () => {
      const cursor = new Cursor(concat(hex('99'), u64(value)), 'f', 16);
      cursor.position = 1;

      const refusal = refusalOf(() => cursor.u64());
      expect(refusal).toMatchObject({ error: 'MalformedError', offset: 17 });
      expect(refusal.finding).toContain(String(value));
    });
  }

  it('reads from the middle of a buffer, and never what lies around it', () => {
    const cursor = new Cursor(hex('aa 01 00 00 00 bb').subarray(1, 5), 'f');

    expect(cursor.byteLength).toBe(4);
    expect(cursor.u32()).toBe(1);
    expect(refusalOf(() => cursor.u8()).error).toBe('TruncatedError');
  });

  it('gives bytes as a view: nothing is copied', () => {
    const bytes = hex('01 02 03 04');
    const taken = new Cursor(bytes, 'f').bytes(3);

    expect(taken.buffer).toBe(bytes.buffer);
    expect(new Cursor(bytes, 'f').bytes(0)).toEqual(new Uint8Array(0));
  });

  it('allocates nothing for a length that is not there', () => {
    for (const length of [2 ** 31, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER]) {
      expect(refusalOf(() => new Cursor(hex('00'), 'f').bytes(length))).toMatchObject({
        error: 'TruncatedError',
        finding: `${length} bytes are wanted, 1 left`,
      });
    }
  });

  it('gives no text for bytes that are no UTF-8, and is past them', () => {
    const cursor = new Cursor(hex('ff 41'), 'f');

    expect(cursor.text(1)).toBeUndefined();
    expect(cursor.text(1)).toBe('A');
  });

  it('takes lines one by one, empty ones too', () => {
    const cursor = new Cursor(text('a\n\nb\nc'), 'f', 10);

    expect([cursor.line(), cursor.line(), cursor.line()]).toEqual([text('a'), text(''), text('b')]);
    expect(refusalOf(() => cursor.line())).toMatchObject({ error: 'TruncatedError', offset: 15 });
  });

  it('refuses to read behind the end, where a directory may have sent it', () => {
    const cursor = new Cursor(hex('00 00'), 'f');
    cursor.position = 5;

    for (const read of [
      () => cursor.u8(),
      () => cursor.u16(),
      () => cursor.bytes(0),
      () => cursor.line(),
    ]) {
      expect(refusalOf(read).error).toBe('TruncatedError');
    }
  });

  it('names earlier places absolutely', () => {
    expect(new Cursor(hex('00'), 'f', 0x100).placeAt(7)).toEqual({ file: 'f', offset: 0x107 });
  });
});
