import { describe, expect, it } from 'vitest';
import type {
  PickleDict,
  PickleSequence,
  PickleValue,
} from '../../../src/decoders/pickle/value.ts';
import { refusalOf } from '../../support/errors.ts';
import { unpickled, unpickledValue } from '../../support/pickle.ts';
import { pickled } from '../../support/pickle-values.ts';

const { list, tuple } = pickled;
const items = (value: PickleValue | undefined) => (value as PickleSequence).items;

describe('the memo', () => {
  // pickle.loads(…)
  const cases: [what: string, pickle: string, value: PickleValue][] = [
    ['counts from 0', 'K\x05q\x00K\x06q\x01h\x00h\x01\x86.', tuple(5, 6)],
    ['counts from 1, as Python 2 does', 'K\x05q\x01K\x06q\x02h\x01h\x02\x86.', tuple(5, 6)],
    ['has holes', 'K\x05q\x09K\x06q\x03h\x09h\x03\x86.', tuple(5, 6)],
    ['is overwritten', 'K\x05q\x00K\x06q\x00h\x00\x85.', tuple(6)],
    ['is overwritten far out', 'K\x05q\xf0K\x06q\xf0h\xf0\x85.', tuple(6)],
    ['takes a huge index', 'K\x05r\xff\xff\xff\x7f0j\xff\xff\xff\x7f.', 5],
    ['takes an index past 2^53', `K\x05p${10n ** 30n}\n0g${10n ** 30n}\n.`, 5],
    [
      'tells 2^53 from its neighbor',
      'K\x05p9007199254740993\nK\x06p9007199254740992\ng9007199254740993\n.',
      5,
    ],
    ['is one for all opcodes', 'K\x05p1\n0h\x01j\x01\x00\x00\x00g1\n\x87.', tuple(5, 5, 5)],
    ['keeps None', 'Nq\x00K\x05h\x00.', null],
    ['keeps False', '\x89q\x00K\x05h\x00.', false],
    ['is not of the stack: PUT leaves the value', 'K\x05q\x00.', 5],
    // MEMOIZE takes the number of values that are set, wherever they are
    ['MEMOIZE from 0', 'K\x05\x94K\x06\x94h\x00h\x01\x86.', tuple(5, 6)],
    ['MEMOIZE after PUT 0', 'K\x05q\x00K\x06\x94h\x01.', 6],
    ['MEMOIZE after PUT 1', 'K\x05q\x01K\x06\x94h\x01.', 6],
    ['MEMOIZE after a far PUT', 'K\x05q\x09K\x06\x94h\x01.', 6],
    ['MEMOIZE after the same PUT twice', 'K\x05q\x00q\x00K\x06\x94h\x01.', 6],
    ['MEMOIZE after the same far PUT twice', 'K\x05q\x09q\x09K\x06\x94h\x01.', 6],
    [
      'MEMOIZE after PUTs that reach a far one',
      'K\x05q\x03q\x00q\x01q\x02q\x03q\x04K\x06\x94h\x05.',
      6,
    ],
    [
      'MEMOIZE after a far PUT is passed and set again',
      'K\x05q\x02q\x01q\x03q\x02K\x06\x94h\x03.',
      6,
    ],
    ['finds a far PUT that nearer ones passed', 'K\x05q\x02K\x06q\x01q\x03h\x02.', 5],
  ];
  for (const [what, pickle, value] of cases) {
    it(what, () => {
      expect(unpickledValue(pickle)).toEqual(value);
    });
  }

  const refused: [what: string, pickle: string, offset: number, finding: string][] = [
    ['GET of what was never set', 'Nh\x07.', 1, 'memo index 7 was never set'],
    ['GET of a hole', 'Nq\x01h\x00.', 3, 'memo index 0 was never set'],
    ['LONG_BINGET of what was never set', 'j\x00\x01\x00\x00.', 0, 'memo index 256 was never set'],
    ['GET of a negative index', 'Nq\x00g-1\n.', 3, 'memo index -1 was never set'],
    ['PUT at a negative index', 'Np-1\n.', 1, 'memo index -1 is negative'],
    ['PUT of nothing', 'q\x00.', 0, 'the opcode needs a value, and the stack has none'],
    ['MEMOIZE of nothing', '\x94.', 0, 'the opcode needs a value, and the stack has none'],
    [
      'PUT of what is below a mark',
      'N(q\x00.',
      2,
      'the opcode needs a value, and the stack has none',
    ],
  ];
  for (const [what, pickle, offset, finding] of refused) {
    it(`refuses ${what}`, () => {
      expect(refusalOf(() => unpickledValue(pickle))).toMatchObject({
        error: 'MalformedError',
        kind: 'pickle',
        offset,
        finding,
      });
    });
  }
});

describe('identity', () => {
  it('is kept: one object twice is one object', () => {
    // a = []; pickle.dumps([a, a], 2)
    const value = unpickledValue('\x80\x02]q\x00(]q\x01h\x01e.');
    const [first, second] = items(value);

    expect(first).toBe(second);
    expect(value).toEqual(list(list(), list()));
  });

  it('is kept by DUP, and two equal objects stay two', () => {
    const [first, second] = items(unpickledValue(']2\x86.'));
    expect(first).toBe(second);

    const [one, other] = items(unpickledValue(']]\x86.'));
    expect(one).not.toBe(other);
  });

  it('is kept for calls, globals and persistent ids', () => {
    for (const made of ['cm\nn\n)R', 'cm\nn\n', 'Pid\n', '\x82\x01']) {
      const [first, second] = items(unpickledValue(`${made}q\x00h\x00\x86.`));

      expect(first).toBe(second);
    }
  });

  it('is kept for what is filled later', () => {
    // a = []; l = [a, a]; a.append(1): both see it
    const [first, second] = items(unpickledValue(']q\x00h\x00h\x00K\x01a0\x86.'));

    expect(first).toEqual(list(1));
    expect(second).toBe(first);
  });
});

describe('cycles', () => {
  it('a list may hold itself', () => {
    // a = []; a.append(a); pickle.dumps(a, 2)
    const value = unpickledValue('\x80\x02]q\x00h\x00a.');

    expect(items(value)[0]).toBe(value);
    expect(items(value)).toHaveLength(1);
  });

  it('a dict may', () => {
    // d = {}; d[1] = d; pickle.dumps(d, 2)
    const value = unpickledValue('\x80\x02}q\x00K\x01h\x00s.') as PickleDict;

    expect(value.values[0]).toBe(value);
  });

  it('a tuple may, by way of a list: its pickle drops the copy it began', () => {
    // a = []; t = (a, 1, 2, 3); a.append(t); pickle.dumps(t, 2)
    const { value, leftOver } = unpickled(
      '\x80\x02(]q\x00(h\x00K\x01K\x02K\x03tq\x01aK\x01K\x02K\x031h\x01.',
    );
    const [inner] = items(value);

    expect(items(inner)[0]).toBe(value);
    expect(leftOver).toBe(0);
  });

  it('a call may, by its state', () => {
    // o = O(); o.self = o; pickle.dumps(o, 2)
    const value = unpickledValue(
      '\x80\x02cm\nO\nq\x00)\x81q\x01}q\x02X\x04\x00\x00\x00selfh\x01sb.',
    );
    const state = (value as { effects?: { states: PickleDict[] } }).effects?.states[0];

    expect(state?.values[0]).toBe(value);
  });

  it('one of two lists may be the other’s only child, and back', () => {
    const value = unpickledValue(']q\x00]q\x01h\x00aa.');

    expect(items(items(value)[0])[0]).toBe(value);
  });
});
