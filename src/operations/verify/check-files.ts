import type { ByteSource } from '../../bytes/source.ts';
import { isContentError } from '../../errors.ts';
import { type CheckContext, checkedEntries, isZip } from '../../formats/zip-check.ts';
import type { TensorPlaces } from './tensor-places.ts';
import type { Damage } from './verify.ts';

export interface CheckedFiles {
  readonly damages: readonly Damage[];
  /** Names of files without checksums, or with some that are missing. */
  readonly unchecked: readonly string[];
  readonly checkedBytes: number;
}

/** Says of every tensor what it is called and how it lies. */
const PICKLE = 'data.pkl';

/** Compares all files with their checksums. `undefined` where it was interrupted. */
export async function checkFiles(
  sources: readonly ByteSource[],
  places: TensorPlaces,
  context: CheckContext,
): Promise<CheckedFiles | undefined> {
  const damages: Damage[] = [];
  const unchecked = new Set<string>();
  let checkedBytes = 0;
  for (const source of sources) {
    if (!(await isZip(source))) {
      unchecked.add(source.name);
      continue;
    }
    try {
      for await (const check of checkedEntries(source, context)) {
        const { name: entry, state, place, finding, byteLength } = check;
        if (state === 'no-checksum') unchecked.add(source.name);
        else checkedBytes += byteLength;
        if (state !== 'damaged') continue;
        const there = place === undefined ? [] : places.between(source, place.start, place.end);
        const tensors = entry.endsWith(PICKLE) ? places.allPaths() : there;
        const file = source.name;
        damages.push({ kind: 'crc-mismatch', file, entry, finding: finding ?? '', tensors });
      }
    } catch (error) {
      if (!isContentError(error)) throw error;
      const { kind = error.code, finding } = error;
      damages.push({ kind, file: source.name, finding, tensors: [] });
    }
    if (context.isInterrupted?.()) return undefined;
  }
  return { damages, unchecked: [...unchecked], checkedBytes };
}
