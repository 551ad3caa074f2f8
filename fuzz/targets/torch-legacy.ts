import { mutateLegacy } from '../mutators/legacy.ts';
import { seedFiles } from '../seed-files.ts';
import type { Target } from '../target.ts';
import { useFile } from '../use.ts';

/** The magic number in protocol 2, as nearly all of these files begin. */
const BEGINNING = [0x80, 2, 0x8a, 10, 0x6c];
const MOST_BYTES = 4_096;

export const torchLegacy: Target = {
  name: 'torch-legacy',
  seeds: async () =>
    seedFiles(/\.(?:pt|pth|bin|tar)$/, MOST_BYTES).filter(({ bytes }) =>
      BEGINNING.every((byte, index) => bytes[index] === byte),
    ),
  mutate: mutateLegacy,
  run: (bytes) => useFile('mutant.pt', bytes),
};
