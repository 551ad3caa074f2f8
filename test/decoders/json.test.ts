import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursor } from '../../src/bytes/cursor.ts';
import { decodeJson, jsonMembers, lastMember } from '../../src/decoders/json.ts';
import type { JsonOptions, JsonValue } from '../../src/decoders/json-value.ts';
import { CkptError, LimitError, MalformedError, TruncatedError } from '../../src/errors.ts';

const DEEP: JsonOptions = { depth: 1000 };

const bytesOf = (json: string) => new TextEncoder().encode(json);
const decode = (json: string | Uint8Array, options: Partial<JsonOptions> = {}) =>
  decodeJson(new Cursor(typeof json === 'string' ? bytesOf(json) : json, 'f'), {
    ...DEEP,
    ...options,
  });

function errorOf(run: () => unknown): CkptError {
  try {
    run();
  } catch (error) {
    if (error instanceof CkptError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** As `JSON.parse` would give it; objects as lists of pairs. */
function plain(value: JsonValue): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'number':
      return Number(value.text);
    case 'array':
      return value.items.map(plain);
    case 'object':
      return { pairs: value.members.map(({ key, value }) => [key, plain(value)]) };
    default:
      return value.value;
  }
}

function pairs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pairs);
  if (typeof value !== 'object' || value === null) return value;
  return { pairs: Object.entries(value).map(([key, item]) => [key, pairs(item)]) };
}

describe('decodeJson', () => {
  it('knows where every value and key begins', () => {
    const cursor = new Cursor(bytesOf('xx {"a": [1, true],\n "é": "ü", "z": null}'), 'f', 100);
    cursor.position = 2;

    expect(decodeJson(cursor, DEEP)).toEqual({
      kind: 'object',
      offset: 103,
      members: [
        {
          key: 'a',
          offset: 104,
          value: {
            kind: 'array',
            offset: 109,
            items: [
              { kind: 'number', offset: 110, text: '1' },
              { kind: 'boolean', offset: 113, value: true },
            ],
          },
        },
        { key: 'é', offset: 121, value: { kind: 'string', offset: 127, value: 'ü' } },
        { key: 'z', offset: 133, value: { kind: 'null', offset: 138 } },
      ],
    });
    expect(cursor.remaining).toBe(0);
  });

  it('keeps duplicate keys, in order, and names that objects have of their own', () => {
    const value = decode('{"a":1,"__proto__":2,"a":3,"constructor":4}');

    expect(plain(value)).toEqual({
      pairs: [
        ['a', 1],
        ['__proto__', 2],
        ['a', 3],
        ['constructor', 4],
      ],
    });
    if (value.kind !== 'object') throw new Error('no object');
    expect(lastMember(value, 'a')).toMatchObject({ text: '3' });
    expect(lastMember(value, 'toString')).toBeUndefined();
  });

  for (const number of ['0', '-0', '4', '4.0', '4e0', '4E+00', '9007199254740993', '-1.5e-7']) {
    it(`keeps ${number} as it is written`, () => {
      expect(decode(` ${number} `)).toEqual({ kind: 'number', offset: 1, text: number });
    });
  }

  it('keeps numbers larger than a double, unless told to refuse them', () => {
    expect(decode('1e400')).toMatchObject({ text: '1e400' });
    expect(decode('1e308', { finite: true })).toMatchObject({ text: '1e308' });
    expect(errorOf(() => decode('[1e400]', { finite: true }))).toMatchObject({
      kind: 'json/number',
      place: { file: 'f', offset: 1 },
    });
  });

  it('reads the constants of Python where they are wanted', () => {
    const json = '[NaN,Infinity,-Infinity,-1]';

    expect(plain(decode(json, { pythonConstants: true }))).toEqual([NaN, Infinity, -Infinity, -1]);
    expect(() => decode(json)).toThrow(MalformedError);
  });

  it('replaces escapes', () => {
    const json = String.raw`"\"\\\/\b\f\n\r\t\u00e9\u0000\ud83d\ude00é"`;

    expect(decode(json)).toMatchObject({ value: '"\\/\b\f\n\r\té\0😀é' });
  });

  const refused: readonly [string, string | Uint8Array, number][] = [
    ['a lone high surrogate', String.raw`["\ud800"]`, 2],
    ['a lone low surrogate', String.raw`["ab\udc00"]`, 4],
    ['a high surrogate before another escape', String.raw`["\ud800A"]`, 2],
    ['an unknown escape', String.raw`"\x41"`, 1],
    ['an escape of too few digits', String.raw`"\u00g0"`, 1],
    ['a control character', '"a\tb"', 2],
    ['a trailing comma', '[1,]', 3],
    ['a trailing comma in an object', '{"a":1,}', 7],
    ['a missing comma', '[1 2]', 3],
    ['a missing colon', '{"a" 1}', 5],
    ['a key without quotes', '{a:1}', 1],
    ['a leading zero', '01', 1],
    ['a leading plus', '+1', 0],
    ['a point without digits', '[1.]', 3],
    ['an exponent without digits', '[1e]', 3],
    ['a comment', '1 // one', 2],
    ['a NUL behind the value', '{}\0', 2],
    ['a byte order mark', '\ufeff{}', 0],
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0x61, 0xff, 0x22), 2],
    ['an overlong byte sequence', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 1],
    ['a surrogate in bytes', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), 1],
  ];
  for (const [what, json, offset] of refused) {
    it(`refuses ${what} and says where`, () => {
      const error = errorOf(() => decode(json));

      expect(error).toBeInstanceOf(MalformedError);
      expect(error).not.toBeInstanceOf(TruncatedError);
      expect(error.place).toEqual({ file: 'f', offset });
    });
  }

  it('refuses every beginning of a text', () => {
    const json = bytesOf('{"a":[1.5e3,"x\\u00e9",true,null,{}],"é":-0.5}');
    for (let length = 0; length < json.length; length += 1) {
      expect(() => decode(json.subarray(0, length))).toThrow(MalformedError);
    }
    expect(errorOf(() => decode(json.subarray(0, 5)))).toMatchObject({
      name: 'TruncatedError',
      finding: 'the JSON ends where a value is wanted',
    });
  });

  it('goes as deep as it is told to', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}0${'}]'.repeat(depth / 2)}`;

    expect(decode(nested(128), { depth: 128 })).toMatchObject({ kind: 'array' });
    const error = errorOf(() => decode(nested(128), { depth: 127 }));
    expect(error).toBeInstanceOf(LimitError);
    expect(error.place.offset).toBe(nested(128).lastIndexOf('{'));
    expect(() => decode('['.repeat(1_000_000))).toThrow(LimitError);
  });

  it('agrees with JSON.parse on everything that JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1), (value, indent) => {
        const json = JSON.stringify(value, null, indent);
        fc.pre(!/\\ud[89a-f]/.test(json));
        expect(plain(decode(json))).toEqual(pairs(JSON.parse(json)));
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const token = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '"a"', '\\', '\\n', 'u0041', 'null', 'true', '0', '-'],
      ...['1', '.', 'e', '+', ' ', '\n', '\t', 'é', '\0', 'NaN', '"b":'],
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), (tokens) => {
        const json = tokens.join('');
        let wanted: unknown;
        try {
          wanted = pairs(JSON.parse(json));
        } catch {
          expect(() => decode(json)).toThrow(MalformedError);
          return;
        }
        const value = decode(json);
        // JSON.parse merges what is there twice.
        if (!/"(a|b)".*"\1"/s.test(json)) expect(plain(value)).toEqual(wanted);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('jsonMembers', () => {
  it('gives the members one by one', () => {
    const members = jsonMembers(new Cursor(bytesOf(' {"a":1,"a":[2]} '), 'f'), DEEP);

    expect([...members].map(({ key, offset }) => [key, offset])).toEqual([
      ['a', 2],
      ['a', 8],
    ]);
  });

  for (const json of ['[1]', '1', '', '{"a":1}x', '{"a":1,}']) {
    it(`refuses ${JSON.stringify(json)}`, () => {
      const members = jsonMembers(new Cursor(bytesOf(json), 'f'), DEEP);

      expect(() => [...members]).toThrow(MalformedError);
    });
  }

  it('counts the object itself when it counts depth', () => {
    const members = (depth: number) => [
      ...jsonMembers(new Cursor(bytesOf('{"a":[]}'), 'f'), { depth }),
    ];

    expect(members(2)).toHaveLength(1);
    expect(() => members(1)).toThrow(LimitError);
  });
});
