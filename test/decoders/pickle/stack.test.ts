import { describe, expect, it } from 'vitest';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { refusalOf } from '../../support/errors.ts';
import { unpickled, unpickledValue } from '../../support/pickle.ts';
import { pickled } from '../../support/pickle-values.ts';

const { dict, frozenset, list, tuple } = pickled;
const NO_VALUE = 'the opcode needs a value, and the stack has none';
const NO_MARK = 'the opcode needs a MARK, and none is set';

describe('marks', () => {
  // pickle.loads(…)
  const cases: [what: string, pickle: string, value: PickleValue][] = [
    ['may have nothing above them', '(t.', tuple()],
    ['nest', '(K\x01(K\x02tt.', tuple(1, tuple(2))],
    ['are taken by POP where nothing stands above', 'K\x01(0.', 1],
    ['are taken by POP after what stands above', 'K\x01(K\x0200.', 1],
    ['guard nothing once POP took them', 'K\x01(0K\x02\x86.', tuple(1, 2)],
    ['are taken by POP one at a time', '(K\x01((00t.', tuple(1)],
    ['are taken by POP_MARK with all above', 'K\x01(K\x02K\x03K\x041.', 1],
    ['may stay open: STOP takes what is above', 'K\x01(K\x02.', 2],
    ['make empty containers', '(\x91(l(d\x87.', tuple(frozenset(), list(), dict())],
    ['add nothing to a list', '](e.', list()],
  ];
  for (const [what, pickle, value] of cases) {
    it(what, () => {
      expect(unpickledValue(pickle)).toEqual(value);
    });
  }

  it('leave what is below the root, which is counted', () => {
    expect(unpickled('K\x01K\x02K\x03.')).toMatchObject({ value: 3, leftOver: 2 });
    expect(unpickled('K\x01(K\x02.')).toMatchObject({ value: 2, leftOver: 1 });
    expect(unpickled('K\x01.')).toMatchObject({ value: 1, leftOver: 0 });
  });
});

describe('an opcode that finds too little', () => {
  const refused: [pickle: string, offset: number, finding: string][] = [
    ['.', 0, NO_VALUE],
    ['0.', 0, NO_VALUE],
    ['2.', 0, NO_VALUE],
    ['K\x01a.', 2, NO_VALUE],
    ['}K\x01s.', 3, NO_VALUE],
    ['R.', 0, NO_VALUE],
    ['cm\nn\nR.', 5, NO_VALUE],
    [')R.', 1, NO_VALUE],
    [')b.', 1, NO_VALUE],
    ['\x85.', 0, NO_VALUE],
    ['K\x01\x86.', 2, NO_VALUE],
    ['K\x01K\x01\x87.', 4, NO_VALUE],
    ['K\x01\x93.', 2, NO_VALUE],
    ['Q.', 0, NO_VALUE],
    [')\x81.', 1, NO_VALUE],
    ['))\x92.', 2, NO_VALUE],
    ['(o.', 1, 'OBJ without a class'],
    // Without a mark
    ...['t', 'l', 'd', 'e', 'u', '1', 'o', '\x90', '\x91'].map(
      (opcode): [string, number, string] => [`]${opcode}.`, 1, NO_MARK],
    ),
    [']im\nn\n.', 1, NO_MARK],
    // Below a mark nothing can be reached, be it there or not
    ['K\x01(.', 3, NO_VALUE],
    ['K\x01(2.', 3, NO_VALUE],
    ['K\x01(\x85.', 3, NO_VALUE],
    ['K\x01(K\x02\x86.', 5, NO_VALUE],
    ['K\x01K\x02(K\x03\x87.', 7, NO_VALUE],
    ['](K\x01a.', 4, NO_VALUE],
    ['}K\x01(K\x02s.', 6, NO_VALUE],
    ['cm\nn\n()R.', 7, NO_VALUE],
    ['K\x01((e.', 4, NO_VALUE],
    ['cm\nn\n)R(}b.', 9, NO_VALUE],
    // Pairs
    ['(K\x01d.', 3, 'an odd number of keys and values'],
    ['}(K\x01K\x02K\x03u.', 8, 'an odd number of keys and values'],
    // Calls
    ['cm\nn\n]R.', 6, 'REDUCE with arguments that are no tuple'],
    ['cm\nn\nK\x01\x81.', 7, 'NEWOBJ with arguments that are no tuple'],
    ['cm\nn\n]}\x92.', 7, 'NEWOBJ_EX with arguments that are no tuple'],
  ];
  for (const [pickle, offset, finding] of refused) {
    it(`${JSON.stringify(pickle)}: ${finding}`, () => {
      expect(refusalOf(() => unpickled(pickle))).toMatchObject({
        error: 'MalformedError',
        kind: 'pickle',
        offset,
        finding,
      });
    });
  }
});

describe('what opcodes do to a value that is there', () => {
  const CALL = 'cm\nn\n)R';
  const filled: [what: string, pickle: string, effects: object][] = [
    ['APPEND', `${CALL}K\x01a`, { elements: [1] }],
    ['APPENDS', `${CALL}(K\x01K\x02e`, { elements: [1, 2] }],
    ['ADDITEMS', `${CALL}(K\x01K\x02\x90`, { elements: [1, 2] }],
    ['SETITEM', `${CALL}K\x01K\x02s`, { keys: [1], values: [2] }],
    ['SETITEMS', `${CALL}(K\x01K\x02K\x03K\x04u`, { keys: [1, 3], values: [2, 4] }],
    ['BUILD', `${CALL}}b`, { states: [dict()] }],
    ['BUILD, twice', `${CALL}K\x01bK\x02b`, { states: [1, 2] }],
    ['BUILD of None', `${CALL}Nb`, { states: [null] }],
    [
      'all of them',
      `${CALL}K\x01aK\x02K\x03s}b`,
      { elements: [1], keys: [2], values: [3], states: [dict()] },
    ],
    ['SETITEM on a global', 'csys\nmodules\nK\x01K\x02s', { keys: [1], values: [2] }],
    ['BUILD on a persistent value', 'Pid\n}b', { states: [dict()] }],
    ['APPEND to an extension', '\x82\x01K\x01a', { elements: [1] }],
  ];
  for (const [what, pickle, effects] of filled) {
    it(`${what} is kept beside it`, () => {
      const { effects: found } = unpickledValue(`${pickle}.`) as { effects?: object };

      expect(found).toEqual({ states: [], keys: [], values: [], elements: [], ...effects });
    });
  }

  it('a dict keeps every key it was given, in order, also those that Python would refuse', () => {
    expect(unpickledValue('}(K\x01K\x02K\x01K\x03]NuNNs.')).toEqual(
      dict([1, 2], [1, 3], [list(), null], [null, null]),
    );
  });

  it('a set keeps every item', () => {
    expect(unpickledValue('\x8f(K\x01K\x01\x90(]\x90.')).toEqual({
      kind: 'set',
      items: [1, 1, list()],
    });
  });

  it('nothing is done where there is nothing to do, whatever the value is', () => {
    // pickle.loads(b'K\x01(e.'), and so on: Python does not even look at it
    for (const opcode of ['e', 'u', '\x90']) expect(unpickledValue(`K\x01(${opcode}.`)).toBe(1);
    expect(unpickledValue('K\x01Nb.')).toBe(1);
    expect(unpickledValue(']Nb.')).toEqual(list());
  });

  const refused: [pickle: string, offset: number, finding: string][] = [
    ['}K\x01a.', 3, 'APPENDS on a dict, which Python refuses'],
    ['(K\x01tK\x01a.', 6, 'APPENDS on a tuple, which Python refuses'],
    ['\x8fK\x01a.', 3, 'APPENDS on a set, which Python refuses'],
    ['NK\x01a.', 3, 'APPENDS on None, which Python refuses'],
    ['K\x05(K\x01e.', 5, 'APPENDS on an int, which Python refuses'],
    ['X\x00\x00\x00\x00K\x01K\x02s.', 9, 'SETITEMS on a str, which Python refuses'],
    ['\x8fK\x01K\x02s.', 5, 'SETITEMS on a set, which Python refuses'],
    ['](K\x01\x90.', 4, 'ADDITEMS on a list, which Python refuses'],
    ['(\x91(K\x01\x90.', 5, 'ADDITEMS on a frozenset, which Python refuses'],
    ['\x88}b.', 2, 'BUILD on a bool, which Python refuses'],
    ['}}b.', 2, 'BUILD on a dict, which Python refuses'],
    ['F1\n}b.', 4, 'BUILD on a float, which Python refuses'],
  ];
  for (const [pickle, offset, finding] of refused) {
    it(`${JSON.stringify(pickle)}: ${finding}`, () => {
      expect(refusalOf(() => unpickled(pickle))).toMatchObject({
        error: 'MalformedError',
        kind: 'pickle',
        offset,
        finding,
      });
    });
  }
});
