import type { Checkpoint } from '../../model/checkpoint.ts';
import { isKind, type Value } from '../../model/value.ts';
import { ConversionError, type Refusal } from './request.ts';

/**
 * Files that have different tensors of one checkpoint, as one. Throws a `ConversionError` where they
 * have the same names, or are no dicts.
 */
export function merged(parts: readonly Checkpoint[]): Checkpoint {
  const [first, ...others] = parts;
  if (first === undefined) throw new ConversionError([]);
  if (others.length === 0) return first;
  const entries = new Map<Value, Value>();
  const origins = new Map<Value, string>();
  const refusals: Refusal[] = [];
  for (const { root, file } of parts) {
    if (!isKind(root, 'mapping')) {
      throw new ConversionError([{ path: file, reason: 'it is no dict: its parts have no names' }]);
    }
    for (const [key, value] of root.entries) {
      const earlier = origins.get(key);
      if (earlier !== undefined) {
        const reason = `both ${earlier} and ${file} have it`;
        refusals.push({ path: String(key), reason, option: 'merge files of different names' });
      }
      origins.set(key, file);
      entries.set(key, value);
    }
  }
  if (refusals.length > 0) throw new ConversionError(refusals);
  return {
    ...first,
    byteLength: parts.reduce((sum, { byteLength }) => sum + byteLength, 0),
    root: { kind: 'mapping', type: 'dict', entries },
    metadata: new Map(parts.flatMap(({ metadata }) => [...metadata])),
    globals: parts.flatMap(({ globals }) => globals),
    anomalies: parts.flatMap(({ anomalies }) => anomalies),
  };
}
