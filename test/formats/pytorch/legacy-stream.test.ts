import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../src/bytes/cursor.ts';
import { memorySource } from '../../../src/bytes/source.ts';
import type { Pickle } from '../../../src/decoders/pickle/index.ts';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { MalformedError, TruncatedError } from '../../../src/errors.ts';
import {
  beginsWithMagic,
  placeStorages,
  salvagedHeader,
  streamHeader,
} from '../../../src/formats/pytorch/legacy-stream.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import type { Anomaly } from '../../../src/model/checkpoint.ts';
import { concat, text, u64 } from '../../support/bytes.ts';
import { stream, unpickled } from '../../support/pickle.ts';
import { pickled } from '../../support/pickle-values.ts';
import { logged } from '../../support/sources.ts';

const MAGIC = stream('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.');
const VERSION = stream('\x80\x02M\xe9\x03.');
const SYSTEM = stream('\x80\x02}.');
const NONE = stream('\x80\x02N.');
const KEYS = stream('\x80\x02]X\x01\0\0\0aa.');
const HEADER = concat(MAGIC, VERSION, SYSTEM, NONE, KEYS);

const header = (bytes: Uint8Array) => streamHeader(new Cursor(bytes, 'f'), DEFAULT_LIMITS);

describe('the head of a legacy stream', () => {
  it('is five pickles', () => {
    const { keys, dataStart, object, pickles } = header(concat(HEADER, u64(0)));

    expect({ keys, dataStart, value: object.value, count: pickles.length }).toEqual({
      ...{ keys: ['a'], dataStart: HEADER.length, value: null, count: 5 },
    });
  });

  const magics: readonly (readonly [string, Uint8Array, boolean])[] = [
    ['the magic number', MAGIC, true],
    ['the magic number and more', HEADER, true],
    ['the magic number in protocol 0', text('L119547037146038801333356L\n.'), true],
    ['another number', stream('\x80\x02K\x01.'), false],
    ['the magic number cut off', MAGIC.subarray(0, 10), false],
    ['no pickle', text('PK'), false],
    ['nothing', text(''), false],
  ];
  for (const [what, bytes, wanted] of magics) {
    it(`${wanted ? 'begins' : 'does not begin'} with ${what}`, () => {
      expect(beginsWithMagic(bytes)).toBe(wanted);
    });
  }

  const refused: readonly (readonly [string, Uint8Array])[] = [
    ['another number', concat(NONE, VERSION, SYSTEM, NONE, KEYS)],
    ['another version', concat(MAGIC, MAGIC, SYSTEM, NONE, KEYS)],
    ['keys that are no list', concat(MAGIC, VERSION, SYSTEM, NONE, NONE)],
    ['a key that is no text', concat(MAGIC, VERSION, SYSTEM, NONE, stream('\x80\x02]K\x01a.'))],
  ];
  for (const [what, bytes] of refused) {
    it(`with ${what} is refused`, () => {
      expect(() => header(bytes)).toThrow(MalformedError);
      expect(() => header(bytes)).not.toThrow(TruncatedError);
    });
  }

  it('that ends too soon is refused, wherever it ends', () => {
    for (let length = 0; length < HEADER.length; length += 1) {
      expect(() => header(HEADER.subarray(0, length)), String(length)).toThrow(TruncatedError);
    }
  });
});

describe('what is left of a stream that breaks off', () => {
  const salvaged = (bytes: Uint8Array) => {
    const anomalies: Anomaly[] = [];
    const { object, keys } = salvagedHeader(new Cursor(bytes, 'f'), DEFAULT_LIMITS, anomalies);
    return { value: object.value, keys, kinds: anomalies.map(({ kind }) => kind) };
  };
  const list = stream('\x80\x02]q\0(K\x01K\x02e.');
  const beginning = concat(MAGIC, VERSION, SYSTEM);

  it('is the object as far as it goes', () => {
    const items = pickled.list(1);
    const broken = concat(beginning, stream('\x80\x02]K\x01aK\x02'));

    expect(salvaged(broken)).toEqual({ value: items, keys: [], kinds: ['pickle-breaks-off'] });
  });

  it('is the whole object where only the keys are missing', () => {
    const { value, kinds } = salvaged(concat(beginning, list, KEYS.subarray(0, 5)));

    expect(value).toEqual(pickled.list(1, 2));
    expect(kinds).toEqual(['pickle-breaks-off']);
  });

  it('is nothing where nothing of the object is there', () => {
    expect(() => salvaged(beginning)).toThrow(TruncatedError);
  });

  it('is all of a stream that does not', () => {
    expect(salvaged(concat(beginning, list, KEYS))).toEqual({
      ...{ value: pickled.list(1, 2), keys: ['a'], kinds: [] },
    });
  });
});

const { global, tuple } = pickled;
const id = (key: string, elementCount: number, type = 'ShortStorage', location = 'cpu') =>
  tuple('storage', global(`torch.${type}`), key, location, elementCount);

/** Places storages in `bytes` behind 100 bytes of pickles. */
function placed(ids: readonly PickleValue[], keys: readonly string[], ...bytes: Uint8Array[]) {
  const object: Pickle = { ...unpickled('N.'), persistentIds: ids };
  const source = logged(memorySource('f', concat(new Uint8Array(100), ...bytes)));
  const anomalies: Anomaly[] = [];
  const places = placeStorages({ pickles: [], object, keys, dataStart: 100 }, source, anomalies);
  return { places, source, anomalies };
}
const two = concat(u64(2), Uint8Array.of(1, 2, 3, 4));
const three = concat(u64(3), Uint8Array.of(5, 6, 7, 8, 9, 10));

describe('the storages behind a legacy stream', () => {
  it('are placed without reading any', () => {
    const { places, source, anomalies } = placed([id('b', 3), id('a', 2)], ['a', 'b'], two, three);

    expect([...places].map(([key, { byteLength }]) => [key, byteLength])).toEqual([
      ['a', 4],
      ['b', 6],
    ]);
    expect([source.reads, anomalies]).toEqual([[], []]);
  });

  it('have their count compared when first they are read, and once', async () => {
    const { places, source } = placed([id('a', 2), id('b', 3)], ['a', 'b'], two, three);
    const b = places.get('b');

    expect([...((await b?.read(2, 6)) ?? [])]).toEqual([7, 8, 9, 10]);
    expect([...((await b?.read(0, 2)) ?? [])]).toEqual([5, 6]);
    expect(source.reads).toEqual([
      [112, 120],
      [122, 126],
      [120, 122],
    ]);
  });

  it('with another count are refused when they are read', async () => {
    const { places } = placed([id('a', 2), id('b', 3)], ['a', 'b'], two, two, new Uint8Array(2));

    await expect(places.get('a')?.read(0, 4)).resolves.toBeDefined();
    await expect(places.get('b')?.read(0, 1)).rejects.toMatchObject({
      kind: 'legacy-storage-count',
      place: { file: 'f', offset: 112 },
    });
  });

  it('end where they end', async () => {
    const { places } = placed([id('a', 2), id('b', 3)], ['a', 'b'], two, three);

    await expect(places.get('a')?.read(2, 6)).rejects.toThrow(TruncatedError);
  });

  it('take the first id of a key, and none of the meta device', () => {
    const ids = [id('m', 99, 'FloatStorage', 'meta'), id('a', 2), id('a', 99), 'nonsense', null];
    const { places, anomalies } = placed(ids, ['a'], two);

    expect([...places.keys()]).toEqual(['a']);
    expect(anomalies).toEqual([]);
  });

  type OddCase = readonly [
    what: string,
    given: ReturnType<typeof placed>,
    keys: readonly string[],
    anomaly: Partial<Anomaly>,
  ];
  const odd: readonly OddCase[] = [
    [
      'bytes behind the last',
      placed([id('a', 2)], ['a'], two, new Uint8Array(5)),
      ['a'],
      { kind: 'trailing-bytes', place: { file: 'f', offset: 112 }, data: { count: 5 } },
    ],
    [
      'a storage that is cut short',
      placed([id('a', 2), id('b', 3)], ['a', 'b'], two, three.subarray(0, 13)),
      ['a'],
      {
        kind: 'storage-cut-short',
        place: { file: 'f', offset: 112 },
        data: { key: 'b', end: 126, byteLength: 125 },
      },
    ],
    [
      'a storage that no tensor uses, behind which nothing can be found',
      placed([id('b', 3)], ['a', 'b'], two, three),
      [],
      { kind: 'unreferenced-storage', place: { file: 'f', offset: 100 }, data: { key: 'a' } },
    ],
    [
      'a storage that is not there',
      placed([id('a', 2), id('b', 3)], ['a'], two),
      ['a'],
      { kind: 'missing-storage', data: { record: 'b' } },
    ],
    [
      'bytes without a dtype',
      placed([id('a', 4, 'UntypedStorage')], ['a'], u64(4), new Uint8Array(4)),
      ['a'],
      { kind: 'torch-cannot-load-untyped', data: { key: 'a' } },
    ],
    [
      'a count beyond every file',
      placed([id('a', 2 ** 53 - 1, 'ComplexDoubleStorage')], ['a'], two),
      [],
      { kind: 'storage-cut-short' },
    ],
  ];
  for (const [what, { places, anomalies, source }, keys, anomaly] of odd) {
    it(`are noted to have ${what}`, () => {
      expect([...places.keys()]).toEqual(keys);
      expect(anomalies).toMatchObject([anomaly]);
      expect(source.reads).toEqual([]);
    });
  }
});
