import { securityVectors } from '../../test/support/vectors.ts';
import { mutateSafetensors } from '../mutators/safetensors.ts';
import { seedFiles } from '../seed-files.ts';
import type { Target } from '../target.ts';
import { useFile } from '../use.ts';

const MOST_BYTES = 4_096;

export const safetensors: Target = {
  name: 'safetensors',
  seeds: async () => [
    ...securityVectors().safetensors.flatMap(({ id, hex }) =>
      hex.length > 2 * MOST_BYTES
        ? []
        : [{ name: id, bytes: new Uint8Array(Buffer.from(hex, 'hex')) }],
    ),
    ...seedFiles(/\.safetensors$/, MOST_BYTES),
  ],
  mutate: mutateSafetensors,
  run: (bytes) => useFile('mutant.safetensors', bytes),
};
