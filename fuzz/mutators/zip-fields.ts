/** https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7 to 4.3.16 and 4.5.3 */
import { type Field, fieldsAt, numberAt } from './fields.ts';

interface Header {
  /** Of the fields after the signature. */
  readonly widths: readonly number[];
  /** Which of them are the lengths of what follows: name, extra fields, comment. */
  readonly lengths: readonly number[];
}

const HEADERS: ReadonlyMap<number, Header> = new Map([
  [0x04034b50, { widths: [2, 2, 2, 2, 2, 4, 4, 4, 2, 2], lengths: [8, 9] }],
  [
    0x02014b50,
    { widths: [1, 1, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4], lengths: [9, 10, 11] },
  ],
  [0x08074b50, { widths: [4, 4, 4], lengths: [] }],
  [0x06064b50, { widths: [8, 2, 2, 4, 4, 8, 8, 8, 8], lengths: [] }],
  [0x07064b50, { widths: [4, 8, 4], lengths: [] }],
  [0x06054b50, { widths: [2, 2, 2, 2, 4, 4, 2], lengths: [6] }],
]);

/** Every number of every header that is found, wherever it stands and whatever refers to it. */
export function zipFields(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  for (let at = bytes.indexOf(0x50); at >= 0; at = bytes.indexOf(0x50, at + 1)) {
    const header = HEADERS.get(numberAt(bytes, { offset: at, width: 4 }));
    if (header === undefined) continue;
    const own = fieldsAt(at + 4, header.widths);
    // The signature itself, too.
    fields.push({ offset: at, width: 4 }, ...own, ...extraFields(bytes, own, header));
  }
  return fields;
}

/** The ids, lengths and values of the extra fields behind a header: 64-bit sizes stand there. */
function extraFields(bytes: Uint8Array, own: readonly Field[], { lengths }: Header): Field[] {
  const [name, extra] = lengths.map((index) => own[index]);
  const last = own.at(-1);
  if (name === undefined || extra === undefined || last === undefined) return [];
  const start = last.offset + last.width + numberAt(bytes, name);
  const end = Math.min(start + numberAt(bytes, extra), bytes.length);
  const fields: Field[] = [];
  for (let at = start; at + 4 <= end; ) {
    const length = { offset: at + 2, width: 2 };
    fields.push({ offset: at, width: 2 }, length);
    const next = at + 4 + numberAt(bytes, length);
    for (let value = at + 4; value + 8 <= Math.min(next, end, at + 36); value += 8) {
      fields.push({ offset: value, width: 8 });
    }
    at = next;
  }
  return fields;
}
