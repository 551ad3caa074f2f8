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

/** What every report says of an error. */
export function errorFacts({ code, kind, finding, place }: CkptError): PlainObject {
  return objectOf({ code, kind, message: finding, offset: place.offset });
}
