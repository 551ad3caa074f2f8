import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../support/errors.ts';
import { unpickled, unpickledValue } from '../../support/pickle.ts';

/** Found by comparing with CPython’s unpickler; what it says of each is written here. */
describe('what CPython’s unpickler takes', () => {
  const TAKEN: Readonly<Record<string, readonly [pickle: string, value: unknown]>> = {
    'an int that ends at a NUL': ['I7\0x\n.', 7],
    'an octal int that ends at a NUL': ['I010\0x\n.', 8],
    'an int that is only a NUL': ['I\0abc\n.', 0],
    'a bool of a digit and a NUL': ['I1\0\n.', true],
    'a bool of a NUL and anything': ['I\0a\n.', false],
    'a long that ends at a NUL': ['L12\0junkL\n.', 12],
    'a float that ends at a NUL': ['F1\0\n.', { kind: 'float', value: 1 }],
    'an index that ends at a NUL': ["S'a'\np3\0x\n0g3\0\n.", 'a'],
    'an infinite float by its name': ['F-inf\n.', { kind: 'float', value: -Infinity }],
  };
  for (const [what, [pickle, value]] of Object.entries(TAKEN)) {
    it(what, () => expect(unpickledValue(pickle)).toEqual(value));
  }

  it('an id in ASCII, be it empty', () => {
    expect(unpickled('Pid\n.').persistentIds).toEqual(['id']);
    expect(unpickled('P\n.').persistentIds).toEqual(['']);
  });
});

describe('what it does not', () => {
  const REFUSED: Readonly<Record<string, readonly [pickle: string, finding: string]>> = {
    'a float beyond all floats': ['F1e999\n.', 'an operand that is no float'],
    'an int of a space and a NUL': ['I \0\n.', 'an operand that is no integer'],
    'a long that is only a NUL': ['L\0\n.', 'an operand that is no integer'],
    'an octal int before a space': ['I010 \n.', 'an operand that is no integer'],
    'an id that is not ASCII': ['P\xc3\xa9\n.', 'an operand that is not ASCII'],
    'an instance of a class that is not ASCII': [
      '(ia\n\xc3\xa9\n.',
      'an operand that is not ASCII',
    ],
    'a global without a name': ['ca\n\n.', 'a name that is empty'],
    'a global without a module': ['c\nb\n.', 'a name that is empty'],
    'a view of nothing': ['\x98N.', 'the opcode needs a value, and the stack has none'],
    'a view of a mark': ['N(\x981.', 'the opcode needs a value, and the stack has none'],
  };
  for (const [what, [pickle, finding]] of Object.entries(REFUSED)) {
    it(what, () => {
      expect(refusalOf(() => unpickled(pickle))).toMatchObject({
        error: 'MalformedError',
        finding,
      });
    });
  }

  it('says nothing against an empty name that is computed', () => {
    expect(unpickled('\x80\x04\x8c\x01a\x8c\0\x93.').globals).toMatchObject([
      { module: 'a', name: '' },
    ]);
  });
});
