import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/cli/host.ts';
import { Progress } from '../../src/cli/progress.ts';
import { memoryHost } from '../support/memory-host.ts';

const ERASE = '\r\u001b[K';

/** A host whose clock the test sets, and what was written to `err`. */
function watched(isWatched = true) {
  const written: string[] = [];
  const clock = { now: 1_000_000 };
  const host: Host = {
    ...memoryHost(),
    isWatched,
    now: () => clock.now,
    err: (text) => void written.push(text),
  };
  return { host, written, clock };
}

describe('progress', () => {
  it('is silent unless someone watches', () => {
    const { host, written, clock } = watched(false);
    const progress = new Progress(host, 'hashing', 1000);
    clock.now += 60_000;
    progress.add(500);
    progress.end();

    expect(written).toEqual([]);
  });

  it('is silent while no one wonders', () => {
    const { host, written, clock } = watched();
    const progress = new Progress(host, 'hashing', 1000);
    clock.now += 400;
    progress.add(500);
    progress.end();

    expect(written).toEqual([]);
  });

  it('says how far it is, how fast, and how long it takes, on a line of its own', () => {
    const { host, written, clock } = watched();
    const progress = new Progress(host, 'hashing', 10e9);
    clock.now += 1000;
    progress.add(2e9);

    expect(written).toEqual([`${ERASE}hashing  20%  2.0 GB/s  4 s left`]);
  });

  it('is written now and then, not each time', () => {
    const { host, written, clock } = watched();
    const progress = new Progress(host, 'hashing', 1000);
    for (let step = 0; step < 1000; step += 1) {
      clock.now += 10;
      progress.add(1);
    }

    expect(written.length).toBeGreaterThan(50);
    expect(written.length).toBeLessThan(110);
  });

  it('erases its line in the end, if there is one', () => {
    const { host, written, clock } = watched();
    const progress = new Progress(host, 'hashing', 1000);
    clock.now += 1000;
    progress.add(10);
    progress.end();

    expect(written.at(-1)).toBe(ERASE);
    expect(written.every((text) => text.startsWith(ERASE) && !text.includes('\n'))).toBe(true);
  });

  const odd: readonly (readonly [string, number, number, string])[] = [
    ['more than there was to do', 100, 250, 'hashing  100%  250 B/s  0 s left'],
    ['nothing to do', 0, 0, 'hashing  0%  0 B/s'],
    ['nothing done', 100, 0, 'hashing  0%  0 B/s'],
    ['an odd number', 1000, 1 / 3, 'hashing  0%  0 B/s'],
  ];
  for (const [what, total, done, line] of odd) {
    it(`makes sense of ${what}`, () => {
      const { host, written, clock } = watched();
      const progress = new Progress(host, 'hashing', total);
      clock.now += 1000;
      progress.add(done);

      expect(written.join('')).toContain(line);
      expect(written.join('')).not.toMatch(/NaN|Infinity|\.\d{2}/);
    });
  }
});
