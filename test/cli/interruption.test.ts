import { describe, expect, it } from 'vitest';
import { Interruption } from '../../src/cli/interruption.ts';
import { nodeHost } from '../../src/node/host.ts';
import { memoryHost } from '../support/memory-host.ts';

/** A host whose clock the test sets, and which counts turns. */
function world() {
  const host = memoryHost();
  const seen = { now: 1000, turns: 0 };
  const interruption = new Interruption({
    ...host,
    now: () => seen.now,
    async turn() {
      seen.turns += 1;
    },
  });
  return { host, seen, interruption };
}

describe('an interruption', () => {
  it('is known from when someone asks', () => {
    const { host, interruption } = world();
    expect(interruption.isInterrupted()).toBe(false);
    host.interrupt();
    expect(interruption.isInterrupted()).toBe(true);
  });

  it('is not listened for after the end', () => {
    const { host, interruption } = world();
    interruption.end();
    host.interrupt();
    expect(interruption.isInterrupted()).toBe(false);
  });

  it('gives others a turn twenty times a second, not at every step', async () => {
    const { seen, interruption } = world();
    for (let step = 0; step < 1000; step += 1) {
      seen.now += 1;
      await interruption.turn();
    }
    expect(seen.turns).toBe(20);
  });
});

describe('the host', () => {
  it('listens to Ctrl-C only while it is asked to', () => {
    const before = process.listenerCount('SIGINT');
    const stop = nodeHost('docs').onInterrupt(() => {});
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    stop();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('gives timers and signals a turn', async () => {
    let isDone = false;
    setImmediate(() => {
      isDone = true;
    });
    await nodeHost('docs').turn();
    expect(isDone).toBe(true);
  });
});
