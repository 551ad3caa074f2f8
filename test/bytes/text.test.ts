import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1Bytes, latin1Text, utf8Text, utf8TextWithSurrogates } from '../../src/bytes/text.ts';
import { concat, hex, text } from '../support/bytes.ts';

/** Text without lone surrogates; grapheme clusters and all. */
const anyText = fc.string({ unit: 'binary' });
const anyBytes = fc.uint8Array({ maxLength: 64 });

describe('utf8Text', () => {
  it('gives what was written, for any text', () => {
    fc.assert(fc.property(anyText, (value) => utf8Text(text(value)) === value));
  });

  it('keeps a byte order mark: two names never become one', () => {
    expect(utf8Text(hex('ef bb bf 61'))).toBe('\ufeffa');
    expect(utf8Text(hex('61 ef bb bf'))).toBe('a\ufeff');
    expect(utf8Text(hex('61 00'))).toBe('a\0');
  });

  const refused: [what: string, bytes: string][] = [
    ['a byte that begins nothing', 'ff'],
    ['a byte that only goes on', '61 80'],
    ['a character cut short', 'e2 82'],
    ['a character too long for itself', 'c0 80'],
    ['a lone surrogate', 'ed a0 80'],
    ['a surrogate pair in UTF-8', 'ed a0 bd ed b8 80'],
    ['a code point past the last', 'f4 90 80 80'],
  ];
  for (const [what, bytes] of refused) {
    it(`is undefined for ${what}`, () => {
      expect(utf8Text(hex(bytes))).toBeUndefined();
    });
  }

  it('gives text or undefined for any bytes, and never another spelling of them', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const value = utf8Text(bytes);
        if (value !== undefined) expect(text(value)).toEqual(bytes);
      }),
    );
  });
});

describe('utf8TextWithSurrogates', () => {
  // '…'.encode('utf-8', 'surrogatepass')
  const cases: [bytes: string, gives: string | undefined][] = [
    ['ed a0 80', '\ud800'],
    ['ed bf bf', '\udfff'],
    ['61 ed b0 80 62', 'a\udc00b'],
    ['ed a0 80 ed a0 81', '\ud800\ud801'],
    ['ed b8 80 ed a0 bd', '\ude00\ud83d'],
    ['ed 9f bf', '\ud7ff'],
    ['c3 a9 ed a0 80 f0 9f 98 80', 'é\ud800😀'],
    ['ef bb bf ed a0 80', '\ufeff\ud800'],
    ['', ''],
    // What is not even that
    ['ed a0', undefined],
    ['ed a0 80 ff', undefined],
    ['ff ed a0 80', undefined],
    ['ed a0 7f', undefined],
    ['ed c0 80', undefined],
  ];
  for (const [bytes, gives] of cases) {
    it(`${bytes || 'nothing'} gives ${JSON.stringify(gives)}`, () => {
      expect(utf8TextWithSurrogates(hex(bytes))).toBe(gives);
    });
  }

  it('joins a pair that was written apart, as every string here does', () => {
    expect(utf8TextWithSurrogates(hex('ed a0 bd ed b8 80'))).toBe('😀');
  });

  it('agrees with the strict one wherever that gives text', () => {
    fc.assert(fc.property(anyText, (value) => utf8TextWithSurrogates(text(value)) === value));
  });

  it('reads any UTF-16 back, its lone surrogates spelled out', () => {
    const unit = fc.oneof(fc.constantFrom(0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff), fc.nat(0xffff));
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const value = units.map((each) => String.fromCharCode(each)).join('');

        expect(utf8TextWithSurrogates(surrogatePass(value))).toBe(value);
      }),
    );
  });
});

/** UTF-8, with three bytes for a lone surrogate. */
function surrogatePass(value: string): Uint8Array {
  const parts = Array.from(value, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const isLone = code >= 0xd800 && code <= 0xdfff;
    if (!isLone) return text(character);
    return Uint8Array.of(0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  });
  return concat(...parts);
}

describe('Latin-1', () => {
  it('goes both ways, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10_000 }), (bytes) => {
        expect(latin1Bytes(latin1Text(bytes))).toEqual(bytes);
      }),
    );
  });

  it('gives each byte the code point of its number', () => {
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);

    expect([...latin1Text(every)].map((unit) => unit.codePointAt(0))).toEqual([...every]);
  });

  it('takes more bytes than a call has arguments', () => {
    expect(latin1Text(new Uint8Array(1_000_000).fill(0x41))).toHaveLength(1_000_000);
  });

  it('has no byte for what lies beyond', () => {
    expect(latin1Bytes('ÿ')).toEqual(Uint8Array.of(0xff));
    for (const beyond of ['Ā', '€', '😀', '\ud800'])
      expect(latin1Bytes(`a${beyond}`)).toBeUndefined();
  });
});
