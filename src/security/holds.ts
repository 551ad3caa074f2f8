/** Whether bytes may hold a pickle, told from how they begin. */
import { hasTarSignature } from '../containers/tar.ts';
import { hasZipSignature } from '../containers/zip.ts';
import type { Limits } from '../limits.ts';
import { isArray } from './numpy.ts';
import { beginsLikePickle } from './pickle-streams.ts';

/** What programs unpickle whatever it begins with. */
export const PICKLE_NAME = /\.(?:pkl|pickle)$/i;

export function mayHold(head: Uint8Array, limits: Limits): boolean {
  return (
    hasZipSignature(head) ||
    hasTarSignature(head) ||
    isArray(head) ||
    beginsLikePickle(head, limits)
  );
}
