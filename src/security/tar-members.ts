/** Everything in a tar archive. */
import type { ByteSource } from '../bytes/source.ts';
import { isRegular, type TarEntry, tarEntries } from '../containers/tar.ts';
import { isContentError, TruncatedError } from '../errors.ts';
import { type Examination, within } from './examination.ts';
import { mayHold } from './holds.ts';
import type { Enter } from './pickle-streams.ts';
import { mayBeginPickle } from './witness.ts';

const HEAD_BYTES = 512;
/** Of torch 0.1.1 to 0.1.9: all of these are unpickled. */
const LOADED = /^(?:\.\/)?(?:sys_info|storages|tensors|pickle)$/;

export async function examineTar(
  source: ByteSource,
  archive: string,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<void> {
  if (!examination.enters(level + 1, archive)) return;
  const seen = new Set<string>();
  try {
    for await (const entry of tarEntries(source)) {
      const member = within(archive, entry.name);
      noteEntry(entry, member, examination);
      if (seen.has(entry.name)) {
        const what = 'several entries of this name';
        examination.oddity({ kind: 'several-readings', member, what });
      }
      seen.add(entry.name);
      const { byteLength } = entry.source;
      const head = await entry.source.read(0, Math.min(HEAD_BYTES, byteLength));
      const isLoaded = LOADED.test(entry.name) && mayBeginPickle(head);
      if (!isRegular(entry) || !(isLoaded || mayHold(head, examination.limits))) continue;
      await enter(entry.source, member, LOADED.test(entry.name) ? 'loaded' : 'member', level + 1);
    }
  } catch (error) {
    if (!isContentError(error)) throw error;
    const state = error instanceof TruncatedError ? 'truncated' : 'damaged';
    examination.integrity(state, error.finding);
    examination.unread(archive, error.finding);
  }
}

function noteEntry(entry: TarEntry, member: string, examination: Examination): void {
  const { name, type, target } = entry;
  const what = /^(?:\/|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(name)
    ? 'it leads out of the archive'
    : type === '1' || type === '2'
      ? `a link to ${target}`
      : type === '3' || type === '4' || type === '6'
        ? 'a device'
        : undefined;
  if (what !== undefined) examination.oddity({ kind: 'misleading-name', member, what });
}
