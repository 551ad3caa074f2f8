import { mutateTar } from '../mutators/tar.ts';
import { seedFiles } from '../seed-files.ts';
import type { Target } from '../target.ts';
import { useFile } from '../use.ts';

/** The tar archives of torch 0.1. */
export const tar: Target = {
  name: 'tar',
  seeds: async () =>
    seedFiles(/\.(?:pt|pth|tar)$/).filter(({ bytes }) =>
      Buffer.from(bytes.subarray(257, 262)).equals(Buffer.from('ustar')),
    ),
  mutate: mutateTar,
  run: (bytes) => useFile('mutant.pt', bytes),
};
