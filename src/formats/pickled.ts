import { Cursor } from '../bytes/cursor.ts';
import { type Pickle, unpickleAsFarAsPossible } from '../decoders/pickle/index.ts';
import { PairMap } from '../decoders/pickle/pair-map.ts';
import type { GlobalUse } from '../decoders/pickle/value.ts';
import type { CkptError } from '../errors.ts';
import type { Anomaly, GlobalName } from '../model/checkpoint.ts';
import type { OpenContext } from './format.ts';

/** Where a pickle’s bytes came from. */
export interface PickleOrigin {
  readonly file: string;
  /** Where the first byte lies in the file. */
  readonly offset: number;
  /** The entry of an archive it is. */
  readonly entry?: string;
}

/**
 * Unpickles what `bytes` begin with. A pickle that breaks is an error, unless the context asks for
 * what is left: then its value is that, and an anomaly says where it broke off.
 */
export function readPickle(
  bytes: Uint8Array,
  origin: PickleOrigin,
  { limits, salvage = false }: OpenContext,
  anomalies: Anomaly[],
): Pickle {
  const cursor = new Cursor(bytes, placeName(origin), origin.offset);
  const pickle = unpickleAsFarAsPossible(cursor, limits);
  if (!('error' in pickle)) return pickle;
  if (!salvage || pickle.value === undefined) throw pickle.error;
  anomalies.push(brokenOff(pickle.error));
  return { ...pickle, value: pickle.value };
}

/** The anomaly of a pickle of which only the beginning is there. */
export function brokenOff(error: CkptError): Anomaly {
  return { kind: 'pickle-breaks-off', place: error.place, data: { finding: error.finding } };
}

/** A compressed entry has offsets of its own. */
function placeName({ file, entry }: PickleOrigin): string {
  return entry === undefined ? file : `${file}!${entry}`;
}

/** Each global once, at its first place. */
export function globalNames(uses: readonly GlobalUse[], origin: PickleOrigin): GlobalName[] {
  const names = new PairMap<GlobalName>();
  for (const { module, name, written, offset } of uses) {
    if (names.get(module, name) !== undefined) continue;
    names.add(module, name, {
      name: `${module}.${name}`,
      ...(written !== undefined && { written }),
      place: { file: origin.file, offset: origin.offset + offset },
      ...(origin.entry !== undefined && { entry: origin.entry }),
    });
  }
  // `a.b` of `c` and `b.c` of `a` are one name.
  const byName = new Map<string, GlobalName>();
  for (const one of names.values()) if (!byName.has(one.name)) byName.set(one.name, one);
  return [...byName.values()];
}
