/**
 * JSON as it stands in the file: duplicate keys stay apart, numbers keep their text, and every
 * value knows its offset. https://www.rfc-editor.org/rfc/rfc8259
 */
import type { Cursor } from '../bytes/cursor.ts';
import { JsonScanner } from './json-scanner.ts';
import type { JsonMember, JsonObject, JsonOptions, JsonValue } from './json-value.ts';

/** The value that the rest of `cursor` spells. */
export function decodeJson(cursor: Cursor, options: JsonOptions): JsonValue {
  const scanner = new JsonScanner(cursor, options);
  const value = scanner.value(options.depth);
  scanner.end();
  return value;
}

/**
 * The members of the object that the rest of `cursor` spells, one at a time: an object of a million
 * members is never in memory as a whole. What follows the object is looked at after the last one.
 */
export function* jsonMembers(cursor: Cursor, options: JsonOptions): Generator<JsonMember> {
  const scanner = new JsonScanner(cursor, options);
  yield* scanner.members(options.depth);
  scanner.end();
}

/** The value of `key`. Of several, the last: so do Python’s json module and serde’s maps. */
export function lastMember({ members }: JsonObject, key: string): JsonValue | undefined {
  return members.findLast((member) => member.key === key)?.value;
}
