/** The way of `torch.load` through the pickles of a legacy stream, or what it takes for one. */
import type { Cursor } from '../bytes/cursor.ts';
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
export function attemptStream(source: ByteSource, context: AttemptContext): Promise<Attempt> {
  const { limits } = context;
  return decodePrefix(source, 0, limits.pickleBytes, (cursor) => {
    const stream = attemptPickles(cursor, context, source.byteLength);
    const isPart = cursor.byteLength < source.byteLength;
    if (isPart && stream.steps.some(({ simulation }) => simulation.breaksOff)) {
      throw new TruncatedError('the pickle goes on', cursor.place);
    }
    return stream;
  });
}

function attemptPickles(cursor: Cursor, context: AttemptContext, sourceBytes: number): Attempt {
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
  const after = storagesRefusal(object, keys.value, cursor.position, sourceBytes);
  return after === undefined ? { steps } : { steps, after };
}

function wrong(steps: readonly Step[], detail: string): Attempt {
  return { steps, after: raised('container', 'RuntimeError', detail) };
}

/** The bytes of the storages, of which only where they end is looked at. */
function storagesRefusal(
  { persistentIds }: Simulation,
  keys: PickleValue | undefined,
  start: number,
  sourceBytes: number,
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
    end += COUNT_BYTES + storageBytes(id);
    if (end > sourceBytes) {
      const detail = `unexpected EOF, expected ${end - sourceBytes} more bytes. The file might be corrupted.`;
      return raised('storage', 'RuntimeError', detail);
    }
  }
  return undefined;
}
