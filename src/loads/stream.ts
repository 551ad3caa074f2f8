/** The way of `torch.load` through the pickles of a legacy stream, or what it takes for one. */
import { Cursor } from '../bytes/cursor.ts';
import { decodePrefix } from '../bytes/prefix.ts';
import type { ByteSource } from '../bytes/source.ts';
import type { PickleValue } from '../decoders/pickle/value.ts';
import { TruncatedError } from '../errors.ts';
import { type StorageId, storageId } from '../formats/pytorch/persistent-id.ts';
import { storageBytes } from '../formats/pytorch/storages.ts';
import type { Attempt, AttemptContext, Step } from './attempt.ts';
import { shown } from './python-types.ts';
import { argumentRefusal, tensorRefusal } from './rebuild-arguments.ts';
import { type Refusal, raised, refused } from './refusal.ts';
import type { Surroundings } from './restricted-machine.ts';
import { type Simulation, simulate } from './simulation.ts';
import { locationRefusal, unpackRefusal, untypedRefusal } from './storage-ids.ts';

const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
const PROTOCOL_VERSION = 1001;
/** Before each storage stands its element count. */
const COUNT_BYTES = 8;

const NO_STORAGES: Surroundings = {
  persistentLoad: () => refused('persistent-id', 'unsupported persistent id encountered'),
};

const LEGACY: Surroundings = {
  persistentLoad: (id) => {
    const items = typeof id === 'object' && id?.kind === 'tuple' ? id.items : [];
    return unpackRefusal(id, 5) ?? untypedRefusal(items[1]) ?? locationRefusal(items[3]);
  },
  rebuild: (name, args) => argumentRefusal(name, args) ?? tensorRefusal(name, args, 'growing'),
};

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/serialization.py (`_legacy_load`) */
export async function attemptStream(source: ByteSource, context: AttemptContext): Promise<Attempt> {
  const { limits } = context;
  const stream = await decodePrefix(source, 0, limits.pickleBytes, (cursor) => {
    const pickles = attemptPickles(cursor, context, source.byteLength);
    const isPart = cursor.byteLength < source.byteLength;
    if (isPart && pickles.steps.some(({ simulation }) => simulation.breaksOff)) {
      throw new TruncatedError('the pickle goes on', cursor.place);
    }
    return pickles;
  });
  const { storages = [], ...attempt } = stream;
  const after = (await countRefusal(source, storages)) ?? attempt.after;
  return after === undefined ? attempt : { ...attempt, after };
}

/** A storage, and where how many elements it has is said once more. */
interface PlacedStorage {
  readonly id: StorageId;
  readonly start: number;
}

interface Stream extends Attempt {
  readonly storages?: readonly PlacedStorage[];
}

function attemptPickles(cursor: Cursor, context: AttemptContext, sourceBytes: number): Stream {
  const steps: Step[] = [];
  const run = (surroundings: Surroundings, isObject: boolean): Simulation => {
    const simulation = simulate(cursor, { ...context, surroundings });
    steps.push({ simulation, origin: 0, isObject });
    return simulation;
  };
  const magic = run(NO_STORAGES, false);
  if (magic.value !== MAGIC_NUMBER) {
    // Not a legacy stream: a pickle of something else, which is the object then.
    const [first] = steps;
    if (first !== undefined) steps[0] = { ...first, isObject: true };
    return magic.isWhole ? wrong(steps, 'Invalid magic number; corrupt file?') : { steps };
  }
  const version = run(NO_STORAGES, false);
  if (version.value !== PROTOCOL_VERSION) {
    const found = shown(version.value ?? null);
    return version.isWhole ? wrong(steps, `Invalid protocol version: ${found}`) : { steps };
  }
  if (!run(NO_STORAGES, false).isWhole) return { steps };
  const object = run(LEGACY, true);
  if (!object.isWhole) return { steps };
  const keys = run(NO_STORAGES, false);
  if (!keys.isWhole) return { steps };
  const storages: PlacedStorage[] = [];
  const after = storagesRefusal(object, keys.value, cursor.position, sourceBytes, storages);
  return { steps, storages, ...(after && { after }) };
}

function wrong(steps: readonly Step[], detail: string): Attempt {
  return { steps, after: raised('container', 'RuntimeError', detail) };
}

/** The bytes of the storages, of which only where they end is looked at. Those that are there go into `storages`. */
function storagesRefusal(
  { persistentIds }: Simulation,
  keys: PickleValue | undefined,
  start: number,
  sourceBytes: number,
  storages: PlacedStorage[],
): Refusal | undefined {
  if (typeof keys !== 'object' || keys?.kind !== 'list') return undefined;
  const ids = new Map<string, StorageId>();
  for (const persistent of persistentIds) {
    const id = storageId(persistent);
    if (id !== undefined && !ids.has(id.key)) ids.set(id.key, id);
  }
  let end = start;
  for (const key of keys.items) {
    const id = ids.get(typeof key === 'string' ? key : '');
    if (id === undefined) {
      const detail = `storage key '${shown(key)}' not found in deserialized_objects`;
      return raised('storage', 'AssertionError', detail);
    }
    if (end + COUNT_BYTES <= sourceBytes) storages.push({ id, start: end });
    end += COUNT_BYTES + storageBytes(id);
    if (end > sourceBytes) {
      const detail = `unexpected EOF, expected ${end - sourceBytes} more bytes. The file might be corrupted.`;
      return raised('storage', 'RuntimeError', detail);
    }
  }
  return undefined;
}

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/csrc/serialization.cpp (`THPStorage_readFileRaw`) */
async function countRefusal(
  source: ByteSource,
  storages: readonly PlacedStorage[],
): Promise<Refusal | undefined> {
  for (const { id, start } of storages) {
    const bytes = await source.read(start, start + COUNT_BYTES);
    const count = new Cursor(bytes, source.name, start).i64();
    if (count === BigInt(id.elementCount)) continue;
    // The placeholders are never filled in: what was found is appended, then what was expected.
    const found = count * BigInt(storageBytes({ ...id, elementCount: 1 }));
    const detail = `storage has wrong byte size: expected %ld got %ld${found}${storageBytes(id)}`;
    return raised('storage', 'RuntimeError', detail);
  }
  return undefined;
}
