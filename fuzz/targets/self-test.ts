import { mutateBytes } from '../bytes.ts';
import type { Target } from '../target.ts';

const letter = (bytes: Uint8Array) => String.fromCharCode(bytes[0] ?? 0);
const hoard: Float64Array[] = [];

/** A format whose reader does everything wrong, so that the fuzzer can show that it would notice. */
export const selfTest: Target = {
  name: 'self-test',
  seeds: async () =>
    Array.from('THMAR....', (name) => ({
      name,
      bytes: new TextEncoder().encode(`${name} and more`),
    })),
  mutate: (random, seed, other) =>
    random.chance(0.3) ? mutateBytes(random, seed, other) : seed.slice(),
  async run(bytes) {
    switch (letter(bytes)) {
      case 'T':
        throw new TypeError('as code with a mistake does');
      case 'H':
        for (;;);
      case 'M':
        for (;;) hoard.push(new Float64Array(2 ** 20).fill(1));
      case 'A':
        return process.abort();
      case 'R':
        return void deeper(0);
    }
  },
};

function deeper(level: number): number {
  return deeper(level + 1) + 1;
}
