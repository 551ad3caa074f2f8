/** Arrays of numpy’s own format: those of objects are pickles behind a header. */
import { type ByteSource, windowOf } from '../bytes/source.ts';
import { latin1Text } from '../bytes/text.ts';
import type { PickleRole } from './evidence.ts';
import { type Examination, within } from './examination.ts';
import { type Enter, examinePickles } from './pickle-streams.ts';

const MAGIC = '\x93NUMPY';

export function isArray(head: Uint8Array): boolean {
  return head[0] === 0x93 && latin1Text(head.subarray(0, MAGIC.length)) === MAGIC;
}

/** https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export async function examineArray(
  source: ByteSource,
  head: Uint8Array,
  member: string,
  role: PickleRole,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<void> {
  const [major = 1] = head.subarray(6);
  const bytes = [...head.subarray(8, major === 1 ? 10 : 12)];
  const length = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  const start = (major === 1 ? 10 : 12) + length;
  if (start > source.byteLength || !examination.fits(length, member)) {
    const why = 'the header of the array goes beyond the file';
    examination.integrity('truncated', why);
    examination.unread(member, why);
    return;
  }
  const header = latin1Text(await source.read(0, start));
  // `O` is an object wherever it stands in the dtype; a field may be called so too.
  if (!/['|<>=]O\d*['"]/.test(header)) return;
  const data = windowOf(source, start, source.byteLength);
  await examinePickles(data, within(member, 'objects'), role, level, examination, enter);
}
