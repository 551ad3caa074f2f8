import type { Cursor } from '../../bytes/cursor.ts';
import { jsonMembers } from '../../decoders/json.ts';
import { isWhiteSpace } from '../../decoders/json-text.ts';
import type { JsonMember } from '../../decoders/json-value.ts';
import { CkptError, MalformedError } from '../../errors.ts';
import { decodeEntry, type Entry } from './entry.ts';
import { sortByName } from './name-order.ts';
import { type HeaderReport, problem } from './report.ts';

export interface Header {
  /** In the order of their names, in which the reference reader lists them; each name once. */
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
}

const METADATA = '__metadata__';
const SPACE = 0x20;
/** serde_json stops at the 128th level, and numbers beyond a double are no numbers to it. */
const JSON_OPTIONS = { depth: 127, finite: true } as const;

/** Decodes the header that `cursor` holds and nothing else. */
export function decodeHeader(cursor: Cursor, report: HeaderReport): Header {
  noteWhiteSpace(cursor, report);
  const entries: Entry[] = [];
  let metadata: ReadonlyMap<string, string> | undefined;
  try {
    for (const member of jsonMembers(cursor, JSON_OPTIONS)) {
      if (member.key !== METADATA) entries.push(decodeEntry(member, report));
      else if (metadata === undefined) metadata = decodeMetadata(member, report);
      else throw report.wrong(`${METADATA} is there twice`, member.offset);
    }
  } catch (error) {
    throw ofHeader(error);
  }
  return { entries: lastOfEachName(entries, report), metadata: metadata ?? new Map() };
}

function decodeMetadata({ value }: JsonMember, report: HeaderReport): Map<string, string> {
  const metadata = new Map<string, string>();
  if (value.kind === 'null') {
    report.add('metadata-is-null', value.offset, {});
    return metadata;
  }
  if (value.kind !== 'object') throw report.wrong(`${METADATA} is no object`, value.offset);
  for (const { key, value: text, offset } of value.members) {
    if (text.kind !== 'string') {
      throw report.wrong(`"${key}" in ${METADATA} is no string`, text.offset);
    }
    if (metadata.has(key)) report.add('duplicate-key', offset, { key });
    metadata.set(key, text.value);
  }
  return metadata;
}

/** Of several entries of one name the last one counts. */
function lastOfEachName(entries: Entry[], report: HeaderReport): Entry[] {
  sortByName(entries);
  return entries.filter(({ name, offset }, index) => {
    if (name === entries[index - 1]?.name) report.add('duplicate-key', offset, { key: name }, name);
    return name !== entries[index + 1]?.name;
  });
}

/** Spaces behind the header are how writers align the data; nothing else should be around it. */
function noteWhiteSpace(cursor: Cursor, report: HeaderReport): void {
  const { position: start } = cursor;
  const bytes = cursor.bytes(cursor.remaining);
  cursor.position = start;
  const offset = (index: number) => cursor.placeAt(start + index).offset ?? 0;
  const first = bytes.findIndex((byte) => !isWhiteSpace(byte));
  if (first > 0) report.add('leading-whitespace', offset(0), { count: first });
  const last = bytes.findLastIndex((byte) => !isWhiteSpace(byte));
  const count = bytes.subarray(last + 1).reduce((sum, byte) => sum + Number(byte !== SPACE), 0);
  if (count > 0) report.add('trailing-padding', offset(last + 1), { count });
}

/** What the JSON decoder found, in the reference reader’s words. */
function ofHeader(error: unknown): unknown {
  if (!(error instanceof CkptError) || !error.kind?.startsWith('json/')) return error;
  const isText = error.kind !== 'json/utf-8';
  return new MalformedError(
    isText ? `the header is not read as JSON: ${error.finding}` : 'the header is not UTF-8',
    error.place,
    problem(isText ? 'invalid-header-deserialization' : 'invalid-header', error),
  );
}
