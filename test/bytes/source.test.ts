import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteSource, memorySource, windowOf } from '../../src/bytes/source.ts';
import { refusal } from '../support/errors.ts';
import { failing, logged } from '../support/sources.ts';

const TEN = Uint8Array.from({ length: 10 }, (_, index) => index);

/** A source whose store gives `given` bytes, whatever it is asked for. */
const giving = (given: number) => byteSource('store', 100, async () => new Uint8Array(given));

describe('byteSource', () => {
  it('gives exactly the bytes that are asked for', async () => {
    const source = memorySource('ten', TEN);

    expect(source).toMatchObject({ name: 'ten', byteLength: 10 });
    expect(await source.read(0, 10)).toEqual(TEN);
    expect(await source.read(3, 5)).toEqual(Uint8Array.of(3, 4));
    expect(await source.read(9, 10)).toEqual(Uint8Array.of(9));
  });

  const outside: [start: number, end: number][] = [
    [0, 11],
    [10, 11],
    [-1, 5],
    [5, 4],
    [11, 11],
    [0, Number.POSITIVE_INFINITY],
    [0, Number.NaN],
    [Number.NaN, 5],
  ];
  for (const [start, end] of outside) {
    it(`refuses ${start} to ${end} of 10 before anything is fetched`, async () => {
      let fetched = 0;
      const source = byteSource('ten', 10, async () => {
        fetched += 1;
        return TEN;
      });

      expect(await refusal(source.read(start, end))).toMatchObject({
        error: 'TruncatedError',
        offset: start,
        finding: `bytes ${start} to ${end} are wanted, 10 are there`,
      });
      expect(fetched).toBe(0);
    });
  }

  it('gives no bytes without fetching', async () => {
    const source = byteSource('ten', 10, () => Promise.reject(new Error('fetched')));

    for (const at of [0, 5, 10]) expect(await source.read(at, at)).toEqual(new Uint8Array(0));
  });

  for (const given of [0, 3, 5]) {
    it(`calls ${given} bytes for 4 the store’s fault`, async () => {
      expect(await refusal(giving(given).read(20, 24))).toMatchObject({
        error: 'SourceError',
        kind: 'short-read',
        offset: 20,
        finding: `gave ${given} of 4 bytes`,
      });
    });
  }

  it('passes on what the store throws', async () => {
    const fault = new RangeError('the store is gone');
    const source = byteSource('store', 10, () => Promise.reject(fault));

    await expect(source.read(0, 1)).rejects.toBe(fault);
  });
});

describe('windowOf', () => {
  it('counts from its start and reads through, at most to its end', async () => {
    const source = logged(memorySource('ten', TEN));
    const window = windowOf(source, 2, 8);

    expect(window).toMatchObject({ name: 'ten', byteLength: 6 });
    expect(await window.read(0, 6)).toEqual(Uint8Array.of(2, 3, 4, 5, 6, 7));
    expect(await window.read(5, 6)).toEqual(Uint8Array.of(7));
    expect(source.reads).toEqual([
      [2, 8],
      [7, 8],
    ]);
    expect(await refusal(window.read(5, 7))).toMatchObject({
      error: 'TruncatedError',
      finding: 'bytes 5 to 7 are wanted, 6 are there',
    });
    expect(await refusal(window.read(-1, 2))).toMatchObject({ error: 'TruncatedError' });
    expect(source.reads).toHaveLength(2);
  });

  it('reads nothing when it is made, and may lie outside: then reading refuses', async () => {
    const source = logged(memorySource('ten', TEN));
    const window = windowOf(source, 8, 12);

    expect(source.reads).toEqual([]);
    expect(await window.read(0, 2)).toEqual(Uint8Array.of(8, 9));
    expect(await refusal(window.read(0, 4))).toMatchObject({
      error: 'TruncatedError',
      offset: 8,
    });
  });

  it('passes on the fault of what it looks onto', async () => {
    const window = windowOf(failing('ten', TEN, 1), 2, 8);

    expect(await refusal(window.read(0, 1))).toMatchObject({ error: 'SourceError', offset: 2 });
    expect(await window.read(0, 1)).toEqual(Uint8Array.of(2));
  });

  it('nests: any window of any window is a slice', async () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, index) => index);
    const cuts = fc.tuple(...Array.from({ length: 6 }, () => fc.nat(64)));
    await fc.assert(
      fc.asyncProperty(cuts, async (points) => {
        const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = points.sort((x, y) => x - y);
        const inner = windowOf(windowOf(memorySource('m', bytes), a, f), b - a, e - a);

        expect(await inner.read(c - b, d - b)).toEqual(bytes.subarray(c, d));
      }),
    );
  });
});
