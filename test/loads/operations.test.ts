import { describe, expect, it } from 'vitest';
import { refusalOf, verdict } from '../support/weights-only.ts';

/** Pickles with what torch 2.13 raises at each, its class first. */
const REFUSED: Readonly<
  Record<string, readonly [pickle: string, exception: string, detail: string]>
> = {
  'a frame': ['\x80\x04\x95\x02\0\0\0\0\0\0\0N.', 'UnpicklingError', 'Unsupported operand 149'],
  'a byte that is no opcode': ['\x80\x02\xff', 'UnpicklingError', 'Unsupported operand 255'],
  'a list with a state': [
    '\x80\x02]}b.',
    'UnpicklingError',
    "Can only build Tensor, Parameter, OrderedDict or types allowlisted via `add_safe_globals`, but got <class 'list'>",
  ],
  'an element for a dict': [
    '\x80\x02}Na.',
    'UnpicklingError',
    "Can only append to lists, but got <class 'dict'>",
  ],
  'elements for a tuple': [
    '\x80\x02)(NNe.',
    'UnpicklingError',
    "Can only extend lists, but got <class 'tuple'>",
  ],
  'an item for a list': [
    '\x80\x02]K\0Ns.',
    'UnpicklingError',
    "Can only SETITEM for dict, collections.OrderedDict, collections.Counter, but got <class 'list'>",
  ],
  'items for a set': [
    '\x80\x02c__builtin__\nset\n)R(NNu.',
    'UnpicklingError',
    "Can only SETITEMS for dict, collections.OrderedDict, collections.Counter, but got <class 'set'>",
  ],
  'a call of a number': [
    '\x80\x02K\x05)R.',
    'UnpicklingError',
    'Trying to call reduce for unrecognized function 5',
  ],
  'a call of a dtype': [
    '\x80\x02ctorch\nfloat32\n)R.',
    'TypeError',
    "'torch.dtype' object is not callable",
  ],
  'a call of a storage class': [
    '\x80\x02ctorch\nFloatStorage\n)R.',
    'TypeError',
    "'StorageType' object is not callable",
  ],
  'a call with no arguments at all': [
    '\x80\x02ccollections\nOrderedDict\nNR.',
    'TypeError',
    'collections.OrderedDict() argument after * must be an iterable, not NoneType',
  ],
  'an instance of what is no class': [
    '\x80\x02N)\x81.',
    'UnpicklingError',
    'Can only create new object for nn.Parameter or classes allowlisted via `add_safe_globals` but got None',
  ],
  'a key that is a list': ['\x80\x02}]Ns.', 'TypeError', "unhashable type: 'list'"],
  'a key that holds a dict': ['\x80\x02}}\x85Ns.', 'TypeError', "unhashable type: 'dict'"],
  'a key without its value': ['\x80\x02}(K\x01u.', 'IndexError', 'list index out of range'],
  'an id that is text': [
    '\x80\x02U\x01aQ.',
    'UnpicklingError',
    "persistent_load id must be tuple or int, but got <class 'str'>",
  ],
  'an id that is a number': [
    '\x80\x02K\x01Q.',
    'AssertionError',
    'saved_id must be a tuple, got int',
  ],
  'an id of nothing': ['\x80\x02)Q.', 'IndexError', 'tuple index out of range'],
  'an id of something else': [
    '\x80\x02U\x06moduleK\x01\x86Q.',
    'UnpicklingError',
    "Only persistent_load of storage is allowed, but got <class 'str'>",
  ],
  'an id that is too short': [
    '\x80\x02U\x07storageK\x01\x86Q.',
    'ValueError',
    'not enough values to unpack (expected 4, got 1)',
  ],
  'a memo index that was never set': ['\x80\x02h\x07.', 'KeyError', '7'],
  'a stack that is empty': ['\x80\x02.', 'IndexError', 'pop from empty list'],
  'a callee that is missing': ['\x80\x02)R.', 'IndexError', 'list index out of range'],
  'a mark that is missing': ['\x80\x02]Ne.', 'IndexError', 'pop from empty list'],
  'a list that is missing': ['\x80\x02(Ne.', 'IndexError', 'list index out of range'],
  'no end': ['\x80\x02N', 'EOFError', ''],
  'half a number': ['\x80\x02J\0', 'error', 'unpack requires a buffer of 4 bytes'],
  'no number': ['\x80\x02K', 'IndexError', 'index out of range'],
  'half a text': ['\x80\x02X\x05\0\0\0ab', 'EOFError', ''],
  'text that is none': [
    '\x80\x02X\x02\0\0\0a\xff.',
    'UnicodeDecodeError',
    "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte",
  ],
  'old text that is none': [
    '\x80\x02U\x02\xc3(.',
    'UnicodeDecodeError',
    "'utf-8' codec can't decode byte 0xc3 in position 0: invalid continuation byte",
  ],
  'a name that is no text': [
    '\x80\x02c\xe2\x82\nC\n.',
    'UnicodeDecodeError',
    "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data",
  ],
};

describe('torch 2.13 stops at', () => {
  for (const [what, [pickle, exception, detail]] of Object.entries(REFUSED)) {
    it(what, async () => {
      expect((await refusalOf(pickle)).error).toMatchObject({ exception, detail });
    });
  }
});

describe('torch 2.13 takes', () => {
  const taken = {
    'protocol 3 without bytes': '\x80\x03}.',
    'a protocol that does not exist': '\x80\x63N.',
    'no protocol at all': 'N.',
    'what follows the end': '\x80\x02N.\xff',
    'an OrderedDict with attributes': '\x80\x02ccollections\nOrderedDict\n)R}b.',
    'a Counter with items': '\x80\x02ccollections\nCounter\n)R(K\x01K\x02u.',
    'arguments in a list': '\x80\x02ccollections\nOrderedDict\n]R.',
    'a list that holds itself': '\x80\x02]q\0h\0a.',
  };
  for (const [what, pickle] of Object.entries(taken)) {
    it(what, async () => expect(await verdict(pickle)).toEqual({ loads: true, torch: '2.13' }));
  }
});
