/** The smallest files of each sort that is opened or looked through: every byte of them can be damaged. */
import { crc32 } from '../../src/bytes/crc32.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { openZip } from '../../src/containers/zip.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { planConversion } from '../../src/operations/convert/plan.ts';
import { npzDraft } from '../../src/writers/npz.ts';
import { concat, text, u16 } from './bytes.ts';
import { bytesOf, checkpointOf } from './converted.ts';
import { fixture } from './fixtures.ts';
import { stream } from './pickle.ts';
import { dict, float, list, storage, tensor } from './values.ts';
import { zipArchive } from './zip.ts';

/** A file, and those that are opened with it. */
export interface SmallFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly siblings?: Readonly<Record<string, Uint8Array>>;
}

/** `pickle.dumps({'w': [1, -2, 2.5, None, True, (1, 'é'), b'\0z'], 'big': 2**70, 'o': OrderedDict(a=1)}, protocol)` */
const PICKLES: readonly string[] = [
  '(dp0\nVw\np1\n(lp2\nI1\naI-2\naF2.5\naNaI01\na(I1\nV\xe9\np3\ntp4\nac_codecs\nencode\np5\n(V\\u0000z\np6\nVlatin1\np7\ntp8\nRp9\nasVbig\np10\nL1180591620717411303424L\nsVo\np11\nccollections\nOrderedDict\np12\n(tRp13\nVa\np14\nI1\nss.',
  '}q\x00(X\x01\x00\x00\x00wq\x01]q\x02(K\x01J\xfe\xff\xff\xffG@\x04\x00\x00\x00\x00\x00\x00NI01\n(K\x01X\x02\x00\x00\x00\xc3\xa9q\x03tq\x04c_codecs\nencode\nq\x05(X\x02\x00\x00\x00\x00zq\x06X\x06\x00\x00\x00latin1q\x07tq\x08Rq\x09eX\x03\x00\x00\x00bigq\nL1180591620717411303424L\nX\x01\x00\x00\x00oq\x0bccollections\nOrderedDict\nq\x0c)Rq\x0dX\x01\x00\x00\x00aq\x0eK\x01su.',
  '\x80\x02}q\x00(X\x01\x00\x00\x00wq\x01]q\x02(K\x01J\xfe\xff\xff\xffG@\x04\x00\x00\x00\x00\x00\x00N\x88K\x01X\x02\x00\x00\x00\xc3\xa9q\x03\x86q\x04c_codecs\nencode\nq\x05X\x02\x00\x00\x00\x00zq\x06X\x06\x00\x00\x00latin1q\x07\x86q\x08Rq\x09eX\x03\x00\x00\x00bigq\n\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00@X\x01\x00\x00\x00oq\x0bccollections\nOrderedDict\nq\x0c)Rq\x0dX\x01\x00\x00\x00aq\x0eK\x01su.',
  '\x80\x03}q\x00(X\x01\x00\x00\x00wq\x01]q\x02(K\x01J\xfe\xff\xff\xffG@\x04\x00\x00\x00\x00\x00\x00N\x88K\x01X\x02\x00\x00\x00\xc3\xa9q\x03\x86q\x04C\x02\x00zq\x05eX\x03\x00\x00\x00bigq\x06\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00@X\x01\x00\x00\x00oq\x07ccollections\nOrderedDict\nq\x08)Rq\x09X\x01\x00\x00\x00aq\nK\x01su.',
  '\x80\x04\x95j\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01w\x94]\x94(K\x01J\xfe\xff\xff\xffG@\x04\x00\x00\x00\x00\x00\x00N\x88K\x01\x8c\x02\xc3\xa9\x94\x86\x94C\x02\x00z\x94e\x8c\x03big\x94\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00@\x8c\x01o\x94\x8c\x0bcollections\x94\x8c\x0bOrderedDict\x94\x93\x94)R\x94\x8c\x01a\x94K\x01su.',
  '\x80\x05\x95j\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01w\x94]\x94(K\x01J\xfe\xff\xff\xffG@\x04\x00\x00\x00\x00\x00\x00N\x88K\x01\x8c\x02\xc3\xa9\x94\x86\x94C\x02\x00z\x94e\x8c\x03big\x94\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00@\x8c\x01o\x94\x8c\x0bcollections\x94\x8c\x0bOrderedDict\x94\x93\x94)R\x94\x8c\x01a\x94K\x01su.',
];

export function smallPickles(): SmallFile[] {
  return PICKLES.map((latin1, protocol) => ({
    name: `protocol${protocol}.pkl`,
    bytes: stream(latin1),
  }));
}

const weight = () => tensor([3], { storage: storage(Uint8Array.of(1, 2, 3)) });

/** What we write of a small tree, in the name’s format. */
export async function smallCheckpoint(target: 'pt' | 'safetensors'): Promise<SmallFile> {
  const parts = { weight: weight() };
  const root =
    target === 'pt' ? dict({ ...parts, lr: float(0.5), steps: list(1, 'ab') }) : dict(parts);
  const [file] = planConversion(checkpointOf(root), { target, stem: 'm' }).files;
  const bytes = file === undefined ? new Uint8Array(0) : await bytesOf(file);
  return { name: `m.${target}`, bytes };
}

/** The entries of an archive as they are, without padding and what is for debuggers: most bytes then mean something. */
export async function packed(bytes: Uint8Array, method: 0 | 8): Promise<Uint8Array> {
  const archive = await openZip(memorySource('m', bytes), DEFAULT_LIMITS);
  const entries = await Promise.all(
    archive.entries
      .filter(({ name }) => !name.endsWith('.debug_pkl'))
      .map(async (entry) => {
        const data = (await archive.open(entry).read(0, entry.byteLength)).slice();
        return { name: entry.name, data, method, descriptor: 16 as const };
      }),
  );
  return zipArchive(entries, { zip64: true }).bytes;
}

async function smallArrays(): Promise<SmallFile[]> {
  const elements = {
    byteLength: 3,
    chunks: async function* () {
      yield Uint8Array.of(1, 2, 3);
    },
  };
  const array = { name: 'w', dtype: 'uint8' as const, shape: [3], elements };
  const npz = await bytesOf(npzDraft([array], crc32));
  const header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n";
  const objects = concat(
    stream('\x93NUMPY\x01\x00'),
    u16(header.length),
    text(header),
    stream(PICKLES[3] ?? ''),
  );
  const plain = concat(
    stream('\x93NUMPY\x02\x00'),
    u16(58),
    u16(0),
    text(header.replace('|O', '|u1')),
    Uint8Array.of(7),
  );
  return [
    { name: 'w.npz', bytes: npz },
    { name: 'objects.npy', bytes: objects },
    { name: 'plain.npy', bytes: plain },
  ];
}

const SHARDS = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;

function smallIndex(): SmallFile {
  const siblings = SHARDS.map((name) => [name, fixture(`same-weights/${name}`)] as const);
  const name = 'model.safetensors.index.json';
  return {
    name,
    bytes: fixture(`same-weights/${name}`),
    siblings: Object.fromEntries(siblings),
  };
}

/** One of each format. */
export async function smallFiles(): Promise<SmallFile[]> {
  const archive = await smallCheckpoint('pt');
  return [
    ...smallPickles(),
    await smallCheckpoint('safetensors'),
    { name: 'stored.pt', bytes: await packed(archive.bytes, 0) },
    { name: 'deflated.pt', bytes: await packed(archive.bytes, 8) },
    { name: 'scripted.pt', bytes: await packed(fixture('pytorch/scripted.pt'), 0) },
    { name: 'legacy.pt', bytes: fixture('pytorch/legacy-uint16.pt') },
    { name: 'tar.pt', bytes: fixture('pytorch/tar.pt') },
    smallIndex(),
    ...(await smallArrays()),
  ];
}
