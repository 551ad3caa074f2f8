import { text } from '../../test/support/bytes.ts';
import { zipArchive } from '../../test/support/zip.ts';
import { mutateNpy, npyFile } from '../mutators/npy.ts';
import { mutateZip } from '../mutators/zip.ts';
import type { Seed, Target } from '../target.ts';
import { useFile } from '../use.ts';

/** `np.array(['a', {}], dtype=object)`, pickled. */
const OBJECTS = Uint8Array.from([
  0x80,
  2,
  ...text('cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n'),
  0x4b,
  0,
  0x85,
  ...text('U\x01b'),
  0x87,
  0x52,
  0x28,
  0x4b,
  1,
  0x4b,
  2,
  0x85,
  ...text('cnumpy\ndtype\n'),
  ...text('U\x02O8'),
  0x89,
  0x88,
  0x87,
  0x52,
  0x89,
  0x5d,
  0x28,
  ...text('U\x01a'),
  0x7d,
  0x65,
  0x74,
  0x62,
  0x2e,
]);

const SEEDS: readonly Seed[] = [
  array('floats', 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", 48),
  array(
    'wide',
    2,
    "{'descr': [('a', '<i4'), ('b', '|S3', (2,))], 'fortran_order': True, 'shape': (2,), }\n",
    20,
  ),
  array('named', 3, "{'descr': [('\u00e4', '>c16')], 'fortran_order': False, 'shape': (), }\n", 16),
  {
    name: 'objects',
    bytes: npyFile(1, text("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }\n"), OBJECTS),
  },
];

function array(name: string, version: number, header: string, byteLength: number): Seed {
  return { name, bytes: npyFile(version, text(header), new Uint8Array(byteLength)) };
}

export const npy: Target = {
  name: 'npy',
  seeds: async () => SEEDS,
  mutate: mutateNpy,
  run: (bytes) => useFile('mutant.npy', bytes),
};

/** Archives of arrays. */
export const npz: Target = {
  name: 'npz',
  seeds: async () =>
    ['stored', 'stored more', 'deflated'].map((title) => {
      const method = title === 'deflated' ? 8 : 0;
      const entries = SEEDS.map(({ name, bytes }) => ({
        name: `${name}.npy`,
        data: bytes,
        method,
      }));
      return { name: title, bytes: zipArchive(entries).bytes };
    }),
  mutate: mutateZip,
  run: (bytes) => useFile('mutant.npz', bytes),
};
