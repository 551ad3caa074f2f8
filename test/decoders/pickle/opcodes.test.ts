import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../src/bytes/cursor.ts';
import { disassemble } from '../../../src/decoders/pickle/index.ts';
import { OPCODES } from '../../../src/decoders/pickle/opcodes.ts';
import { stream, unpickled, unpickledValue } from '../../support/pickle.ts';
import { pickled } from '../../support/pickle-values.ts';

const { bytes, dict, float, list, tuple } = pickled;

/** ' '.join('%02x %s' % (ord(o.code), o.name) for o in pickletools.opcodes), of CPython 3.13 */
const CPYTHON = `
  49 INT 4a BININT 4b BININT1 4d BININT2 4c LONG 8a LONG1 8b LONG4
  53 STRING 54 BINSTRING 55 SHORT_BINSTRING
  42 BINBYTES 43 SHORT_BINBYTES 8e BINBYTES8 96 BYTEARRAY8 97 NEXT_BUFFER 98 READONLY_BUFFER
  4e NONE 88 NEWTRUE 89 NEWFALSE
  56 UNICODE 8c SHORT_BINUNICODE 58 BINUNICODE 8d BINUNICODE8
  46 FLOAT 47 BINFLOAT
  5d EMPTY_LIST 61 APPEND 65 APPENDS 6c LIST
  29 EMPTY_TUPLE 74 TUPLE 85 TUPLE1 86 TUPLE2 87 TUPLE3
  7d EMPTY_DICT 64 DICT 73 SETITEM 75 SETITEMS
  8f EMPTY_SET 90 ADDITEMS 91 FROZENSET
  30 POP 32 DUP 28 MARK 31 POP_MARK
  67 GET 68 BINGET 6a LONG_BINGET 70 PUT 71 BINPUT 72 LONG_BINPUT 94 MEMOIZE
  82 EXT1 83 EXT2 84 EXT4 63 GLOBAL 93 STACK_GLOBAL
  52 REDUCE 62 BUILD 69 INST 6f OBJ 81 NEWOBJ 92 NEWOBJ_EX
  80 PROTO 2e STOP 95 FRAME 50 PERSID 51 BINPERSID
`;

/** Each stream and its value; a comment where Python’s is not plain to see. */
const CASES: [pickle: string, value: unknown][] = [
  // None and bool
  ['N.', null],
  ['\x80\x02\x88.', true],
  ['\x80\x02\x89.', false],
  // int
  ['K\xff.', 255],
  ['M\x01\x02.', 0x201],
  ['J\xff\xff\xff\xff.', -1],
  ['J\x00\x00\x00\x80.', -(2 ** 31)],
  ['I-12\n.', -12],
  ['I01\n.', true],
  ['L123L\n.', 123],
  ['\x8a\x00.', 0],
  ['\x8a\x02\xff\x7f.', 32_767],
  ['\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.', 2n ** 64n],
  ['\x8b\x01\x00\x00\x00\x80.', -128],
  // float
  ['G\xbf\xf8\x00\x00\x00\x00\x00\x00.', float(-1.5)],
  ['F-1.5e3\n.', float(-1500)],
  // str
  ['X\x02\x00\x00\x00\xc3\xa9.', 'é'],
  ['\x8c\x02\xc3\xa9.', 'é'],
  ['\x8d\x02\x00\x00\x00\x00\x00\x00\x00\xc3\xa9.', 'é'],
  ['X\x03\x00\x00\x00\xed\xa0\x80.', '\ud800'],
  ['V\\u00e9\xe9\n.', 'éé'],
  // bytes
  ['C\x02\x00\xff.', bytes(0, 255)],
  ['B\x02\x00\x00\x00\x00\xff.', bytes(0, 255)],
  ['\x8e\x02\x00\x00\x00\x00\x00\x00\x00\x00\xff.', bytes(0, 255)],
  [
    '\x96\x02\x00\x00\x00\x00\x00\x00\x00\x00\xff.',
    { kind: 'bytearray', bytes: Uint8Array.of(0, 255) },
  ],
  // The str of Python 2: text where it is UTF-8, else its bytes
  ['U\x02ab.', 'ab'],
  ['U\x01\xe9.', bytes(0xe9)],
  ['T\x02\x00\x00\x00ab.', 'ab'],
  ["S'a\\x62'\n.", 'ab'],
  // Buffers from elsewhere, which Python refuses without them
  ['\x97\x98.', { kind: 'buffer', id: null, offset: 0, effects: undefined }],
  // list
  [']K\x01a(K\x02K\x03e.', list(1, 2, 3)],
  ['(K\x01K\x02l.', list(1, 2)],
  // tuple
  [').', tuple()],
  ['K\x01\x85.', tuple(1)],
  ['K\x01K\x02\x86.', tuple(1, 2)],
  ['K\x01K\x02K\x03\x87.', tuple(1, 2, 3)],
  ['(K\x01K\x02K\x03K\x04t.', tuple(1, 2, 3, 4)],
  // dict
  ['}K\x01K\x02s(K\x03K\x04u.', dict([1, 2], [3, 4])],
  ['(K\x01K\x02d.', dict([1, 2])],
  // set
  ['\x8f(K\x01K\x02\x90.', { kind: 'set', items: [1, 2] }],
  ['(K\x01\x91.', { kind: 'frozenset', items: [1] }],
  // The stack
  ['K\x01K\x020.', 1],
  ['K\x01(K\x02K\x031.', 1],
  ['K\x012\x86.', tuple(1, 1)],
  // The memo
  ['K\x01q\x05K\x02h\x05\x87.', tuple(1, 2, 1)],
  ['K\x01r\x00\x01\x00\x000j\x00\x01\x00\x00.', 1],
  ['K\x01p7\n0g7\n.', 1],
  ['K\x01\x94K\x02\x9400h\x01.', 2],
  // Names and calls
  ['cm\nn\n.', { kind: 'global', module: 'm', name: 'n', offset: 0, effects: undefined }],
  ['\x80\x04\x8c\x01m\x8c\x01n\x93.', { kind: 'global', module: 'm', name: 'n', offset: 8 }],
  ['cm\nn\nK\x01\x85R.', { kind: 'object', by: 'REDUCE', args: tuple(1), offset: 8 }],
  ['(K\x01im\nn\n.', { kind: 'object', by: 'INST', args: tuple(1), offset: 3 }],
  ['(cm\nn\nK\x01o.', { kind: 'object', by: 'OBJ', args: tuple(1), offset: 8 }],
  ['cm\nn\n)\x81.', { kind: 'object', by: 'NEWOBJ', args: tuple(), kwargs: undefined }],
  ['cm\nn\n)}\x92.', { kind: 'object', by: 'NEWOBJ_EX', args: tuple(), kwargs: dict() }],
  ['cm\nn\n)RNb.', { kind: 'object', effects: { states: [null], keys: [], elements: [] } }],
  ['\x82\xf0.', { kind: 'extension', id: 0xf0, offset: 0 }],
  ['\x83\x34\x12.', { kind: 'extension', id: 0x1234 }],
  ['\x84\x04\x03\x02\x01.', { kind: 'extension', id: 0x1020304 }],
  ['Pan id\n.', { kind: 'persistent', id: 'an id', offset: 0 }],
  ['K\x07Q.', { kind: 'persistent', id: 7, offset: 2 }],
  // The stream
  ['\x80\x05\x95\x02\x00\x00\x00\x00\x00\x00\x00N.', null],
];

describe('the opcodes', () => {
  const rows = CPYTHON.trim()
    .split(/\s+/)
    .reduce<[number, string][]>((pairs, word, index, words) => {
      if (index % 2 === 0) pairs.push([Number.parseInt(word, 16), words[index + 1] ?? '']);
      return pairs;
    }, [])
    .sort(([a], [b]) => a - b);

  it('are the 68 of CPython, by their names, each once', () => {
    expect(rows).toHaveLength(68);
    expect(
      OPCODES.map(({ byte, name }) => [byte, name]).sort(([a], [b]) => Number(a) - Number(b)),
    ).toEqual(rows);
  });

  for (const [pickle, value] of CASES) {
    it(`${JSON.stringify(pickle)} gives its value and ends with it`, () => {
      const { value: found, end } = unpickled(`${pickle}N.`);

      expect({ found }).toMatchObject({ found: value });
      expect(end).toBe(pickle.length);
    });
  }

  it('all stand in a case above', () => {
    const seen = CASES.flatMap(([pickle]) => [...disassemble(new Cursor(stream(pickle), 'f'))]);

    expect([...new Set(seen.map(({ name }) => name))].sort()).toEqual(
      rows.map(([, name]) => name).sort(),
    );
  });

  it('are no other bytes', () => {
    const known = new Set(rows.map(([byte]) => byte));
    for (let byte = 0; byte < 256; byte += 1) {
      if (!known.has(byte))
        expect(() => unpickledValue(Uint8Array.of(0x4e, byte))).toThrow('is no opcode');
    }
  });
});
