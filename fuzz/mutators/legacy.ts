import { Cursor } from '../../src/bytes/cursor.ts';
import { unpickle } from '../../src/decoders/pickle/index.ts';
import { CkptError } from '../../src/errors.ts';
import { integerBytes, mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { mutatePickle } from './pickle.ts';
import { joined } from './pickle-words.ts';

const PICKLES = 5;

interface Stream {
  /** Magic number, version, system, object and keys. */
  readonly pickles: readonly Uint8Array[];
  /** The storages, each behind its count. */
  readonly storages: Uint8Array;
}

const known = new WeakMap<Uint8Array, Stream>();

function streamOf(bytes: Uint8Array): Stream {
  const before = known.get(bytes);
  if (before !== undefined) return before;
  const cursor = new Cursor(bytes, '');
  const pickles: Uint8Array[] = [];
  while (pickles.length < PICKLES) {
    const start = cursor.position;
    try {
      unpickle(cursor);
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      cursor.position = start;
      break;
    }
    pickles.push(bytes.subarray(start, cursor.position));
  }
  const stream = { pickles, storages: bytes.subarray(cursor.position) };
  known.set(bytes, stream);
  return stream;
}

/** A legacy stream: the object changed mostly, for the others hardly may, or what lies behind. */
export function mutateLegacy(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  const { pickles, storages } = streamOf(seed);
  const from = streamOf(other);
  if (pickles.length < PICKLES || random.chance(0.1)) return mutateBytes(random, seed, other);
  const parts = [...pickles];
  let data = storages;
  for (let rounds = random.size(3) + 1; rounds > 0; rounds--) {
    const index = random.pick([0, 1, 2, 3, 3, 3, 3, 3, 3, 4, 4, 5, 5]);
    const part = parts[index];
    const another = from.pickles[index] ?? other;
    if (part === undefined) data = changedStorages(random, data, from.storages);
    else if (random.chance(0.05)) parts.splice(index, 1);
    else if (random.chance(0.1)) parts[index] = another;
    else parts[index] = mutatePickle(random, part, another);
  }
  return joined([...parts, data]);
}

function changedStorages(random: Random, storages: Uint8Array, others: Uint8Array): Uint8Array {
  if (storages.length < 8 || random.chance(0.5)) return mutateBytes(random, storages, others);
  const counted = storages.slice();
  counted.set(integerBytes(random.interestingInteger(), 8));
  return counted;
}
