import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../src/bytes/cursor.ts';
import { disassemble } from '../../../src/decoders/pickle/index.ts';
import { hex } from '../../support/bytes.ts';
import { announce, hasVectors } from '../../support/corpus.ts';
import { asFarAsPossible } from '../../support/pickle.ts';
import { securityVectors } from '../../support/vectors.ts';

const vectors = securityVectors().pickle.filter(({ hex }) => hex !== undefined);

/** Where the names that CPython was asked for are not ours, or ours go on where it gave up. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  // It knows no such extension code, and stops; here the code is kept
  p16_ext1_registered_inside: ['copyreg.add_extension'],
  p17_ext2_unregistered: [],
  // The name is computed by a call: it asked for a str; here the name is recorded without it
  p68_dyn_name_join: ['builtins.str.join', '?.system'],
};
/** What CPython refuses and is read here: nothing of it is called, allocated or computed. */
const READ_ANYWAY: readonly string[] = [
  'p16_ext1_registered_inside',
  'p17_ext2_unregistered',
  'p67_sys_modules_setitem',
  'p68_dyn_name_join',
  'p78_put_huge_index',
];
/** What both refuse, and as what. */
const REFUSED: Readonly<Record<string, readonly [error: string, finding: RegExp]>> = {
  p35_payload_then_bad_opcode: ['MalformedError', /0xff is no opcode/],
  p36_payload_then_truncated: ['TruncatedError', /breaks off/],
  p37_payload_then_stack_underflow: ['MalformedError', /the stack has none/],
  p38_payload_invalid_memo: ['MalformedError', /memo index 238 was never set/],
  p41_float_underscore: ['MalformedError', /no float/],
  p45_frame_huge: ['MalformedError', /no length or offset/],
  p47_proto_255: ['MalformedError', /protocol 255 does not exist/],
  p73_binbytes8_huge: ['MalformedError', /no length or offset/],
  p74_binunicode_huge: ['TruncatedError', /4294967295 bytes are wanted/],
  p75_long4_huge: ['LimitError', /2147483647 bytes of an integer/],
};

const bytesOf = (digits: string | undefined) => hex(digits ?? '');

describe('pickles that scanners were fooled by', () => {
  let renamed = 0;
  for (const { id, hex: digits, cpython311_c_globals: asked = [], ...oracle } of vectors) {
    it(`${id}: the names are those that CPython looked up`, () => {
      const { globals } = asFarAsPossible(bytesOf(digits));
      const ours = globals.map(({ module, name }) => `${module}.${name}`);
      const written = globals.map((use) => use.written ?? `${use.module}.${use.name}`);
      renamed += globals.some((use) => use.written !== undefined) ? 1 : 0;

      // The oracle kept the names of Python 2, as the vectors write them
      expect(written).toEqual(OTHER_NAMES[id] ?? asked);
      if (globals.every((use) => use.written === undefined)) expect(ours).toEqual(written);
    });

    it(`${id}: ends, or is refused, where CPython does`, () => {
      const read = asFarAsPossible(bytesOf(digits));
      const [error, finding = /./] = REFUSED[id] ?? [];
      if (error === undefined) {
        expect(read).not.toHaveProperty('error');
        if (READ_ANYWAY.includes(id)) expect(oracle.cpython311_c_error).not.toBeNull();
        else expect([read.end, oracle.cpython311_c_error]).toEqual([oracle.consumed, null]);
      } else {
        expect(read).toMatchObject({ error: { name: error } });
        expect('error' in read && read.error.finding).toMatch(finding);
        expect(oracle.cpython311_c_error).not.toBeNull();
      }
    });

    it(`${id}: disassembles into as many opcodes as were run`, () => {
      const read = asFarAsPossible(bytesOf(digits));
      if ('error' in read) return;
      const cursor = new Cursor(bytesOf(digits), 'f');
      const instructions = [...disassemble(cursor)];

      expect(instructions).toHaveLength(read.opcodeCount);
      expect(cursor.position).toBe(read.end);
      const named = instructions.filter(({ name }) => /^(?:GLOBAL|INST|STACK_GLOBAL)$/.test(name));
      expect(named.map(({ name, place }) => [name, place.offset])).toEqual(
        read.globals.map(({ opcode, offset }) => [opcode, offset]),
      );
    });
  }

  it('count up', () => {
    announce(
      hasVectors
        ? `pickle vectors: ${vectors.length} compared with CPython 3.11, of which ` +
            `${Object.keys(OTHER_NAMES).length} name other globals, ${renamed} give Python 3’s names ` +
            `for Python 2’s, ${READ_ANYWAY.length} are read though it refuses them`
        : 'pickle vectors: none, they are not at hand',
    );
    if (hasVectors) expect(vectors).toHaveLength(78);
  });
});
