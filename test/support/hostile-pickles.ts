/** Pickles that ask for more than they are: each in the few bytes of an archive, or as it is. */
import { concat, text, u32, u64 } from './bytes.ts';
import { stream } from './pickle.ts';
import { zipArchive } from './zip.ts';

/** Files by their names. */
export type HostileFiles = Readonly<Record<string, Uint8Array>>;

/** What `torch.save` writes, deflated. */
export function deflatedArchive(pickle: Uint8Array): Uint8Array {
  return zipArchive([
    { name: 'archive/data.pkl', data: pickle, method: 8 },
    { name: 'archive/version', data: text('3\n') },
  ]).bytes;
}

function repeated(opcodes: string, byteLength: number): Uint8Array {
  const bytes = new Uint8Array(byteLength - (byteLength % opcodes.length));
  bytes.set(stream(opcodes));
  for (let done = opcodes.length; done < bytes.length; done *= 2) bytes.copyWithin(done, 0, done);
  return bytes;
}

/** What `one` gives for each number, one behind the other. */
function each(count: number, one: (index: number) => Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) parts.push(one(index));
  return new Uint8Array(Buffer.concat(parts));
}

const PROTO = '\x80\x02';
const MEBIBYTE = 2 ** 20;

/** A list of `opcodes` over and over, `mebibytes` of them. */
function listOf(opcodes: string, mebibytes: number): Uint8Array {
  return concat(stream(`${PROTO}](`), repeated(opcodes, mebibytes * MEBIBYTE), stream('e.'));
}

/** `levels` lists, of which each holds the one before twice: 2^levels values. */
function sharedTwice(levels: number): Uint8Array {
  let opcodes = `${PROTO}]`;
  for (let level = 0; level < levels; level += 1) {
    const index = String.fromCharCode(level);
    opcodes += `q${index}0](h${index}h${index}e`;
  }
  return stream(`${opcodes}.`);
}

const nested = (opening: string, closing: string, levels: number) =>
  concat(
    stream(PROTO),
    repeated(opening, levels * opening.length),
    stream('N'),
    repeated(closing, levels * closing.length),
    stream('.'),
  );

/** Inflated a thousandfold. */
const INFLATED: Readonly<Record<string, () => Uint8Array>> = {
  'ints-50': () => listOf('K\x01', 50),
  'zeros-50': () => new Uint8Array(50 * MEBIBYTE),
  'one-text-15': () =>
    concat(stream(`${PROTO}X`), u32(15 * MEBIBYTE), new Uint8Array(15 * MEBIBYTE), stream('.')),
};

/** Opcodes over and over, about as many as are read. */
const REPEATED: Readonly<Record<string, readonly [opcodes: string, mebibytes: number]>> = {
  ints: ['K\x01', 3],
  'long-ints': ['J\x01\x02\x03\x04', 7.1],
  nones: ['N', 1.55],
  floats: ['G\0\0\0\0\0\0\0\0', 7.85],
  lists: [']', 0.24],
  dicts: ['}', 0.13],
  tuples: ['N\x85', 0.69],
  texts: ['X\x01\0\0\0a', 5.4],
  bytes: ['C\x01a', 0.78],
  names: ['cb\nlist\n', 0.165],
  calls: ['cos\nsystem\n)R', 0.24],
  built: ['cos\nsystem\n)R}b', 0.235],
  references: ['Nq\0h\0', 3.1],
  'persistent-ids': ['NQ', 0.5],
  'popped-marks': ['(1', 1.55],
  memoized: ['N\x94', 2.2],
};

/** Of these, more than is read. */
const MORE: ReadonlySet<string> = new Set(['ints', 'lists', 'calls', 'popped-marks']);

const AS_THEY_ARE: Readonly<Record<string, () => Uint8Array>> = {
  'shared-twice': () => sharedTwice(40),
  'list-in-itself': () => stream(`${PROTO}]q\0h\0a.`),
  'dict-in-itself': () => stream(`${PROTO}}q\0(X\x01\0\0\0ah\0u.`),
  'key-in-itself': () => stream(`${PROTO}}q\0h\0Ns.`),
  'lists-20000': () => nested('](', 'e', 20_000),
  'lists-1000000': () => nested('](', 'e', 1_000_000),
  'tuples-1000000': () => nested('', '\x85', 1_000_000),
  'dicts-1000000': () => nested('}N', 's', 1_000_000),
  'calls-1000000': () => nested('cbuiltins\nlist\n', '\x85R', 1_000_000),
  'states-1000000': () => nested('cbuiltins\nlist\n)R', 'b', 1_000_000),
  'bytes-2-63': () => concat(stream(`${PROTO}\x8e`), u64(2n ** 63n), stream('.')),
  'text-2-63': () => concat(stream(`${PROTO}\x8d`), u64(2n ** 63n), stream('.')),
  'array-2-63': () => concat(stream(`${PROTO}\x96`), u64(2n ** 63n), stream('.')),
  'frame-2-63': () => concat(stream(`${PROTO}\x95`), u64(2n ** 63n), stream('N.')),
  'text-2-32': () => concat(stream(`${PROTO}X`), u32(0xffff_ffff), stream('.')),
  'long-2-31': () => concat(stream(`${PROTO}\x8b`), u32(0x7fff_ffff), stream('.')),
  'negative-text': () => concat(stream('T'), u32(0xffff_ffff), stream('.')),
  'negative-long': () => concat(stream(`${PROTO}\x8b`), u32(0xffff_ffff), stream('.')),
  'digits-1000000': () => concat(stream('L'), repeated('9', MEBIBYTE), stream('L\n.')),
  'digits-4300': () => concat(stream('L'), repeated('9', 4_300), stream('L\n.')),
  'long-1000000': () =>
    concat(stream(`${PROTO}\x8b`), u32(MEBIBYTE), repeated('\x7f', MEBIBYTE), stream('.')),
  'memo-2-31': () => concat(stream(`${PROTO}Nr`), u32(0x7fff_ffff), stream('.')),
  'memo-10-30': () => stream(`Np${'9'.repeat(30)}\n.`),
  'memo-sparse': () =>
    concat(
      stream(PROTO),
      each(200_000, (index) => concat(stream('Nr'), u32(index * 7919 + 9), stream('0'))),
      stream('N.'),
    ),
  'marks-10000000': () => concat(stream(PROTO), repeated('(', 10_000_000), stream('.')),
  'popped-marks-10000000': () =>
    concat(stream(PROTO), repeated('(', 5_000_000), repeated('1', 5_000_000), stream('N.')),
  'list-key': () => stream(`${PROTO}}]Ns.`),
  'dict-key': () => stream(`${PROTO}}}Ns.`),
  'keys-alike': () => concat(stream(`${PROTO}}(`), repeated('K\x01N', 3_000_000), stream('u.')),
  'equal-tuple-keys': () =>
    concat(stream(`${PROTO}}(`), repeated('K\x01K\x02\x86N', 3_000_000), stream('u.')),
  'names-1000000': () =>
    concat(
      stream(`${PROTO}(`),
      each(200_000, (index) => stream(`cm${index}\nn\n`)),
      stream('l.'),
    ),
  'stacked-100000': () => repeated(`${PROTO}N.`, 400_000),
};

export function hostilePickles(): HostileFiles {
  const files: Record<string, Uint8Array> = {};
  for (const [name, bytes] of Object.entries(INFLATED)) {
    files[`inflated-${name}.pt`] = deflatedArchive(bytes());
  }
  for (const [name, [opcodes, mebibytes]] of Object.entries(REPEATED)) {
    files[`most-${name}.pt`] = deflatedArchive(listOf(opcodes, mebibytes));
    if (MORE.has(name)) files[`more-${name}.pt`] = deflatedArchive(listOf(opcodes, 8));
  }
  for (const [name, bytes] of Object.entries(AS_THEY_ARE)) files[`${name}.pkl`] = bytes();
  return files;
}
