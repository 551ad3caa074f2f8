import { describe, expect, it } from 'vitest';
import { className, distributedTensor, objectText } from '../../src/model/known-objects.ts';
import type { Opaque, Value } from '../../src/model/value.ts';
import { hex } from '../support/bytes.ts';
import { dict, float, global, list, mapping, opaque, tuple } from '../support/values.ts';

const packed = (digits: string): Value => ({ kind: 'bytes', bytes: hex(digits) });
const call = (type: string, ...args: Value[]) => opaque(type, { args });
const timedelta = (...args: Value[]) => call('datetime.timedelta', ...args);
const timezone = (...args: Value[]) => call('datetime.timezone', timedelta(...args));
const datetime = (...args: Value[]) => call('datetime.datetime', ...args);

/** With `str(x)` or `repr(x)` of Python 3.11. */
const TEXTS: readonly (readonly [Opaque, string])[] = [
  [datetime(packed('07e8 02 1d 0d 05 09 000000')), '2024-02-29 13:05:09'],
  [datetime(packed('07e8 02 1d 0d 05 09 00007b')), '2024-02-29 13:05:09.000123'],
  // The high bit of the month says that the clock was set back.
  [
    datetime(packed('07e8 82 1d 0d 05 09 00007b'), timezone(-1, 66600, 0)),
    '2024-02-29 13:05:09.000123-05:30',
  ],
  [datetime(packed('0001 01 01 00 00 00 000000'), timezone(0)), '0001-01-01 00:00:00+00:00'],
  [call('datetime.date', packed('07cf 0c 1f')), '1999-12-31'],
  [call('datetime.time', packed('01 02 03 000004')), '01:02:03.000004'],
  [timezone(0, 7200, 0), '+02:00'],
  [timedelta(0, 0, 0), '0:00:00'],
  [timedelta(-1, 86340, 0), '-1 day, 23:59:00'],
  [timedelta(1, 3661, 5), '1 day, 1:01:01.000005'],
  [timedelta(-2, 0, 0), '-2 days, 0:00:00'],
  [timedelta(365, 3600, 0), '365 days, 1:00:00'],
  [call('decimal.Decimal', '1.50'), "Decimal('1.50')"],
  [call('fractions.Fraction', 3, 4), 'Fraction(3, 4)'],
  [call('builtins.range', 0, 5, 1), 'range(0, 5)'],
  [call('builtins.range', 0, 5, 2), 'range(0, 5, 2)'],
  [call('builtins.slice', null, 3, null), 'slice(None, 3, None)'],
  [
    opaque('uuid.UUID', { state: dict({ int: 24197857161011715162171839636988778104n }) }),
    "UUID('12345678-1234-5678-1234-567812345678')",
  ],
  [
    opaque('uuid.UUID', { state: dict({ int: 1 }) }),
    "UUID('00000000-0000-0000-0000-000000000001')",
  ],
  [call('pathlib.PosixPath', '/', 'home', 'x'), "PosixPath('/home/x')"],
  [call('pathlib.PosixPath', 'a', 'b'), "PosixPath('a/b')"],
  [call('pathlib.PosixPath', '/'), "PosixPath('/')"],
  [call('pathlib._local.PosixPath', '/home/x'), "PosixPath('/home/x')"],
  [call('pathlib.PurePosixPath', 'a', 'b'), "PurePosixPath('a/b')"],
  [call('pathlib.PurePath', 'a', 'b'), "PurePath('a/b')"],
  [call('pathlib.WindowsPath', 'C:\\', 'Users', 'x'), "WindowsPath('C:\\\\Users\\\\x')"],
];

/** What has the name of a known class and not its parts. */
const UNREADABLE: readonly (readonly [string, Opaque])[] = [
  ['a datetime without arguments', datetime()],
  ['a datetime of too few bytes', datetime(packed('07e8 02 1d'))],
  ['a datetime of text', datetime('2024')],
  [
    'a datetime in a zone of another class',
    datetime(packed('07e8 02 1d 0d 05 09 000000'), call('pytz._UTC')),
  ],
  ['a date of no bytes', call('datetime.date', packed(''))],
  ['a time of four bytes', call('datetime.time', packed('01020304'))],
  ['a timezone of a number', call('datetime.timezone', 5)],
  ['a timedelta of a list', timedelta(list())],
  ['a UUID without a state', opaque('uuid.UUID')],
  ['a UUID of text', opaque('uuid.UUID', { state: dict({ int: 'x' }) })],
  ['a path of numbers', call('pathlib.PosixPath', 1)],
  ['another class', call('a.PosixPath', 'x')],
  ['a class named like a method of objects', call('constructor')],
];

describe('objects of Python’s library', () => {
  for (const [object, text] of TEXTS) {
    it(text, () => expect(objectText(object)).toBe(text));
  }

  for (const [what, object] of UNREADABLE) {
    it(`leaves ${what}`, () => expect(objectText(object)).toBeUndefined());
  }
});

describe('what an object is called', () => {
  const config = { state: dict({ _content: dict({}) }) };
  const names: readonly (readonly [Opaque, string])[] = [
    [opaque('a.b.C'), 'a.b.C'],
    [call('copyreg._reconstructor', global('a.C'), global('builtins.object'), null), 'a.C'],
    [call('copyreg._reconstructor', 'a.C'), 'copyreg._reconstructor'],
    [opaque('copyreg._reconstructor'), 'copyreg._reconstructor'],
    [opaque('omegaconf.dictconfig.DictConfig', config), 'DictConfig'],
    [opaque('omegaconf.dictconfig.DictConfig'), 'omegaconf.dictconfig.DictConfig'],
  ];
  for (const [object, name] of names) {
    it(`${object.type}: ${name}`, () => expect(className(object)).toBe(name));
  }
});

describe('a distributed tensor', () => {
  const wrapper = global('torch._utils._rebuild_wrapper_subclass');
  const type = global('torch.distributed.tensor.DTensor');
  const float32: Value = { kind: 'dtype', name: 'float32' };
  const size: Value = { kind: 'size', items: [4, 6] };
  const rebuilt = (...args: Value[]) => call('torch._tensor._rebuild_from_type_v2', ...args);

  it('has the sizes of the whole', () => {
    const wanted = { className: 'torch.distributed.tensor.DTensor', dtype: 'float32' };
    const whole = rebuilt(wrapper, type, tuple(type, float32, size), mapping());

    expect(distributedTensor(whole)).toEqual({ ...wanted, shape: [4, 6] });
    const spelled = rebuilt(wrapper, type, tuple(type, float32, tuple(4, 6)));
    expect(distributedTensor(spelled)).toEqual({ ...wanted, shape: [4, 6] });
  });

  it('is nothing else', () => {
    const others = [
      opaque('torch._tensor._rebuild_from_type_v2'),
      rebuilt(wrapper, 'DTensor', tuple(type, float32, size)),
      rebuilt(wrapper, type, tuple(type, 'float32', size)),
      rebuilt(wrapper, type, tuple(type, float32, float(4))),
      rebuilt(wrapper, type, list(type, float32, size)),
      { ...rebuilt(wrapper, type, tuple(type, float32, size)), type: 'a.b' },
    ];
    expect(others.map(distributedTensor)).toEqual(others.map(() => undefined));
  });
});
