import type { CkptError } from '../errors.ts';
import type { Plain, PlainObject } from './plain-tree.ts';

/** The members that are there. */
export function objectOf(members: Readonly<Record<string, Plain | undefined>>): PlainObject {
  const object: PlainObject = new Map();
  for (const [key, value] of Object.entries(members)) {
    if (value !== undefined) object.set(key, value);
  }
  return object;
}

/** What every report says of an error; `file` is what it is reported of, where that is not all there is. */
export function errorFacts(error: CkptError, file?: string): PlainObject {
  const { code, kind, finding, place } = error;
  const isElsewhere = file !== undefined && !place.file.endsWith(file);
  const message = isElsewhere ? error.message : finding;
  return objectOf({ code, kind, message, offset: place.offset });
}
