import { securityVectors } from '../../test/support/vectors.ts';
import { mutateZip } from '../mutators/zip.ts';
import { nameOf, zipParts } from '../mutators/zip-parts.ts';
import { seedFiles } from '../seed-files.ts';
import type { Seed, Target } from '../target.ts';
import { useFile } from '../use.ts';

const MOST_BYTES = 6_144;

/** Archives of `torch.save`, sound and hostile. */
export const torchZip: Target = {
  name: 'torch-zip',
  seeds: async () => [...vectors(), ...archives((name) => name.endsWith('/data.pkl'))],
  mutate: mutateZip,
  run: (bytes) => useFile('mutant.pt', bytes),
};

const SCRIPTS = /\/(?:constants\.pkl|bytecode\.pkl|\.data\/extern_modules|archive_format)$/;

/** Archives that hold code beside tensors: TorchScript, torch.package, torch.export. */
export const torchCode: Target = {
  name: 'torch-code',
  seeds: async () => archives((name) => SCRIPTS.test(name), 3 * MOST_BYTES),
  mutate: mutateZip,
  run: (bytes) => useFile('mutant.pt2', bytes),
};

function archives(has: (name: string) => boolean, mostBytes = MOST_BYTES): Seed[] {
  return seedFiles(/\.(?:pt2?|pth|ptl|ckpt|bin)$/, mostBytes).filter(
    ({ bytes }) => bytes[0] === 0x50 && zipParts(bytes).some((entry) => has(nameOf(entry))),
  );
}

function vectors(): Seed[] {
  return securityVectors().zip.flatMap(({ id, hex = '' }) =>
    hex === '' || hex.length > 2 * MOST_BYTES
      ? []
      : [{ name: id, bytes: new Uint8Array(Buffer.from(hex, 'hex')) }],
  );
}
