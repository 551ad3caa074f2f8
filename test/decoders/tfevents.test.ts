import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursor } from '../../src/bytes/cursor.ts';
import { decodeEvent, decodeRecord } from '../../src/decoders/tfevents.ts';
import { CkptError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { refusalOf } from '../support/errors.ts';
import {
  bytesField,
  doubleField,
  event,
  float32Bytes,
  float64Bytes,
  floatField,
  integerField,
  record,
  simpleValue,
  tensorValue,
  textField,
  varintBytes,
} from '../support/tfevents.ts';

const cursorOf = (bytes: readonly number[]) => new Cursor(Uint8Array.from(bytes), 'f', 100);
const decoded = (bytes: readonly number[]) => decodeEvent(cursorOf(bytes));

describe('decodeRecord', () => {
  const bytes = record([1, 2, 3]);

  it('gives the payload and where it stands', () => {
    const cursor = cursorOf([...bytes, ...record([])]);
    const payload = decodeRecord(cursor, DEFAULT_LIMITS);

    expect(payload.place).toEqual({ file: 'f', offset: 112 });
    expect([...payload.bytes(3)]).toEqual([1, 2, 3]);
    expect(decodeRecord(cursor, DEFAULT_LIMITS).remaining).toBe(0);
    expect(cursor.remaining).toBe(0);
  });

  it('knows a record that is cut short, wherever it is', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const refusal = refusalOf(() =>
        decodeRecord(cursorOf(bytes.slice(0, length)), DEFAULT_LIMITS),
      );
      expect(refusal).toMatchObject({
        error: 'TruncatedError',
        kind: 'tfevents/cut-short',
        offset: 100,
      });
    }
  });

  it('checks both checksums', () => {
    for (let index = 0; index < bytes.length; index += 1) {
      const damaged = bytes.with(index, (bytes[index] ?? 0) ^ 0x10);
      const kind = index < 12 ? 'tfevents/length-checksum' : 'tfevents/checksum';
      const refusal = refusalOf(() => decodeRecord(cursorOf(damaged), DEFAULT_LIMITS));
      expect(refusal).toMatchObject({ error: 'MalformedError', kind, offset: 100 });
    }
  });

  it('reads no record of more than was granted', () => {
    const limits = { ...DEFAULT_LIMITS, logRecordBytes: 2 };
    const refusal = refusalOf(() => decodeRecord(cursorOf(bytes), limits));
    expect(refusal).toMatchObject({
      error: 'LimitError',
      data: { limit: 'logRecordBytes', asked: 3 },
    });
  });
});

describe('decodeEvent', () => {
  it('gives the version of a file', () => {
    const bytes = [...doubleField(1, 1.5), ...textField(3, 'brain.Event:2')];
    expect(decoded(bytes)).toEqual({
      wallTime: 1.5,
      step: 0,
      fileVersion: 'brain.Event:2',
      scalars: [],
    });
  });

  it('gives the scalars of a step', () => {
    expect(decoded(event(300, simpleValue('a', 0.5), simpleValue('b/c', Number.NaN)))).toEqual({
      wallTime: 1.5,
      step: 300,
      scalars: [
        { tag: 'a', value: 0.5 },
        { tag: 'b/c', value: Number.NaN },
      ],
    });
    expect(decoded(event(-1)).step).toBe(-1);
  });

  const oneElement = bytesField(2, bytesField(2, integerField(1, 1)));
  const twoElements = bytesField(2, bytesField(2, integerField(1, 2)));
  const type = (number: number) => integerField(1, number);

  it.each<readonly [string, number | undefined, readonly (readonly number[])[]]>([
    ['float_val', 0.5, [type(1), bytesField(2, []), floatField(5, 0.5)]],
    ['packed float_val', 0.5, [type(1), bytesField(5, float32Bytes(0.5))]],
    ['a float in tensor_content', 0.5, [type(1), bytesField(4, float32Bytes(0.5))]],
    ['double_val', 0.1, [type(2), doubleField(6, 0.1)]],
    ['a double in tensor_content', 0.1, [type(2), bytesField(4, float64Bytes(0.1))]],
    ['int_val', -7, [type(3), integerField(7, -7)]],
    ['an int32 in tensor_content', 258, [type(3), bytesField(4, [2, 1, 0, 0])]],
    ['packed int64_val', 300, [type(9), bytesField(10, varintBytes(300))]],
    [
      'an int64 in tensor_content',
      -1,
      [type(9), bytesField(4, [255, 255, 255, 255, 255, 255, 255, 255])],
    ],
    ['a list of one', 0.5, [type(1), oneElement, floatField(5, 0.5)]],
    ['a list of two', undefined, [type(1), twoElements, bytesField(5, [0, 0, 0, 0, 0, 0, 0, 0])]],
    ['text', undefined, [type(7), textField(8, 'words')]],
    ['no value', undefined, [type(1)]],
  ])('takes %s as %s', (_, value, parts) => {
    const scalars = value === undefined ? [] : [{ tag: 't', value }];
    expect(decoded(event(1, tensorValue('t', ...parts))).scalars).toEqual(scalars);
  });

  it('passes over what is no scalar, and fields that it does not know', () => {
    const image = [...textField(1, 'image'), ...bytesField(4, [1, 2, 3])];
    const bytes = [
      ...event(1, image, simpleValue('a', 1)),
      ...floatField(9, 1),
      ...integerField(2000, 5),
    ];
    expect(decoded(bytes).scalars).toEqual([{ tag: 'a', value: 1 }]);
  });

  it.each([
    ['a wire type that is not in use', [8 + 3], 'protobuf/wire-type', 100],
    ['a number without an end', [8, ...Array(10).fill(0x80), 1], 'protobuf/varint', 101],
    ['a field longer than the event', [0x2a, 5, 1], undefined, 102],
  ])('refuses %s', (_, bytes, kind, offset) => {
    expect(refusalOf(() => decoded(bytes))).toMatchObject({ kind, offset });
  });

  it('throws nothing but errors of ours, whatever is damaged', () => {
    const parts = [integerField(1, 1), oneElement, bytesField(10, varintBytes(300))];
    const bytes = [...event(1, simpleValue('a', 1), tensorValue('t', ...parts))];
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (index, byte) => {
        try {
          expect(decoded(bytes.with(index, byte)).scalars.length).toBeLessThan(4);
        } catch (error) {
          expect(error).toBeInstanceOf(CkptError);
        }
      }),
    );
  });
});
